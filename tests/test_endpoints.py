"""What the bot answers over HTTP."""

import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from bot.endpoints import endpoints
from bot.media.assets import Files
from bot.media.download import Downloads

JOB = "01M7YA5QYVN2JT7SE5XF"


@pytest.fixture
async def base(tmp_path: Path) -> AsyncGenerator[str]:
    folder = tmp_path / "results" / JOB
    folder.mkdir(parents=True)
    (folder / "1.png").write_bytes(b"picture")
    (folder / "secret.txt").write_bytes(b"secret")
    (tmp_path / "atelier.db").write_bytes(b"database")
    files = Files(tmp_path, Downloads(frozenset()), max_result=1, max_reference=1, max_megapixels=1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    async with endpoints(port, lambda: True, files):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        (f"/files/{JOB}/1.png", 200),
        (f"/files/{JOB}/2.png", 404),
        (f"/files/{JOB}/secret.txt", 404),
        (f"/files/{JOB}/..%2f..%2fatelier.db", 404),
        ("/files/..%2f..%2f/atelier.db", 404),
        ("/files/../atelier.db", 404),
        ("/atelier.db", 404),
    ],
)
async def test_only_results_are_served(base: str, path: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(base + path) as answer:
        assert answer.status == status
        body = await answer.read()
        assert b"secret" not in body
        assert b"database" not in body


async def test_a_closed_bot_is_not_healthy() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    async with (
        endpoints(port, lambda: False, None),
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        assert answer.status == 503
        async with session.get(f"http://127.0.0.1:{port}/files/{JOB}/1.png") as file:
            assert file.status == 404, "without a public address nothing is served"
