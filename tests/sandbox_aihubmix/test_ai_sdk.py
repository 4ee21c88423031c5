"""AiHubMix's own published client takes this gateway for the real one."""

import asyncio
import base64
import io
import os
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image

from sandbox.aihubmix import FakeAiHubMix, statuses

_OFFICIAL = Path(__file__).parents[1] / "official"
_MISSING = "AiHubMix's own client is not installed: npm install --prefix tests/official"


@pytest.fixture
def node() -> str:
    """The program; where CI runs, its absence is a failure."""
    program = shutil.which("node")
    if program is None or not (_OFFICIAL / "node_modules" / "@aihubmix" / "ai-sdk-provider").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    return program


async def _draw(node: str, gateway: FakeAiHubMix, model: str = "gpt-image-2") -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        node,
        "ai_sdk_image.mjs",
        gateway.url,
        model,
        "a red fox",
        "1024x1536",
        cwd=_OFFICIAL,
        env={"PATH": os.environ["PATH"], "AIHUBMIX_API_KEY": gateway.key},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    return orjson.loads(out)


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-4o-image-vip"])
async def test_the_official_client_gets_its_pictures(node: str, gateway: FakeAiHubMix, model: str) -> None:
    drawn = await _draw(node, gateway, model)
    assert drawn["warnings"] == []
    assert [image["mediaType"] for image in drawn["images"]] == ["image/png"] * 2
    for image in drawn["images"]:
        assert Image.open(io.BytesIO(base64.b64decode(image["base64"]))).size == (1024, 1536)
    (received,) = gateway.requests
    assert (received.method, received.path) == ("POST", "/v1/images/generations")
    assert received.headers["app-code"]
    assert received.json == {
        "model": model,
        "prompt": "a red fox",
        "n": 2,
        "size": "1024x1536",
        "response_format": "b64_json",
    }
    assert len(gateway.bill) == 1
    assert not gateway.violations


async def test_the_official_client_understands_an_error(node: str, gateway: FakeAiHubMix) -> None:
    gateway.will(statuses.suspended())
    error = (await _draw(node, gateway))["error"]
    assert (error["name"], error["status"]) == ("AI_APICallError", 403)
    assert error["message"].startswith("Account suspended.")
