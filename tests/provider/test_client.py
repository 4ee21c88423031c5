"""The client against a gateway that misbehaves."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.errors import BadCredentials, NoResult, OperatorOutOfFunds, ProviderDown
from bot.media.requests import GenerationRequest
from bot.provider import receiving
from bot.provider.client import Client
from bot.provider.spool import Spool
from bot.provider.wire import Asset, Call, Event, Finished, Given
from bot.provider.wires import wires
from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import CutStream, Stall, Status

SPEC = Catalog.load()["gpt-image-1"]
REQUEST = GenerationRequest(model=SPEC.id, prompt="a fox")


async def asked(gateway: FakeAiHubMix, model: str, wire: str, **options: Any) -> list[Event]:
    spec = Catalog.load()[model]
    request = GenerationRequest(model=model, prompt="a fox")
    chosen = wires()[wire]
    call = chosen.call(spec, request, Given())
    with TemporaryDirectory() as folder:
        async with Client(gateway.url, gateway.key, **options) as client:
            answer = client.answer(
                call,
                chosen.reader(spec, request),
                Spool(Path(folder) / "spool"),
                lambda refused, error: chosen.instead(spec, refused, error),
            )
            return [event async for event in answer]


def nothing_else(*_: Any) -> None:
    """No other form of the call."""


async def test_the_app_code_goes_along_when_it_is_set() -> None:
    async with FakeAiHubMix() as gateway:
        events = await asked(gateway, "gpt-4o-image", "transcript", app_code="ABCD1234")
        assert isinstance(events[-1], Finished)
        assert gateway.requests[-1].headers["app-code"] == "ABCD1234"


@pytest.mark.parametrize("after", ["start", "progress"])
async def test_silence_is_not_waited_for_for_ever(after: Any) -> None:
    async with FakeAiHubMix() as gateway:
        gateway.will(Stall(after))
        with pytest.raises(ProviderDown):
            await asked(gateway, "gpt-4o-image", "transcript", silence=0.3)
        assert len(gateway.requests) == 1, "and what may have been paid is not sent again"


async def test_a_cut_after_the_preview_still_brings_a_picture() -> None:
    async with FakeAiHubMix() as gateway:
        gateway.will(CutStream("preview"))
        events = await asked(gateway, "gpt-4o-image", "transcript")
        assert any(isinstance(event, Asset) for event in events)
        assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("body", ["<html>hello</html>", "", "not json"])
async def test_a_good_status_with_no_json_is_the_gateways_failure(body: str) -> None:
    async with FakeAiHubMix() as gateway:
        gateway.will(Status(200, body))
        with pytest.raises(ProviderDown):
            await asked(gateway, "gpt-image-1", "images")


async def test_an_answer_without_end_is_not_taken_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "LARGEST_ANSWER", 1000)
    async with FakeAiHubMix() as gateway:
        with pytest.raises(ProviderDown, match="an answer of"):
            await asked(gateway, "gpt-4o-image", "images")


@pytest.mark.parametrize(("auth", "header"), [("x-goog-api-key", "x-goog-api-key"), ("api-key", "api-key")])
async def test_each_lane_has_its_own_header_for_the_key(auth: Any, header: str, tmp_path: Path) -> None:
    call = Call("/v1/models", method="GET", auth=auth)
    async with FakeAiHubMix() as gateway, Client(gateway.url, gateway.key) as client:
        reader = wires()["images"].reader(SPEC, REQUEST)
        with pytest.raises(NoResult):
            _ = [event async for event in client.answer(call, reader, Spool(tmp_path), nothing_else)]
        assert gateway.requests[-1].headers[header] == gateway.key
        assert gateway.key not in gateway.requests[-1].path


async def test_a_redirect_is_not_followed_with_the_key() -> None:
    async with FakeAiHubMix() as gateway, FakeAiHubMix() as elsewhere:
        gateway.will(Status(307, "", {"Location": f"{elsewhere.url}/v1/chat/completions"}))
        with pytest.raises(ProviderDown):
            await asked(gateway, "gpt-4o-image", "transcript")
        assert elsewhere.requests == []


async def test_the_balance_is_read() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, gateway.key) as client:
        assert await client.remaining_usd() == gateway.balance


async def test_a_wrong_key_is_told_from_an_empty_account() -> None:
    async with FakeAiHubMix() as gateway:
        async with Client(gateway.url, "sk-wrong") as client:
            with pytest.raises(BadCredentials):
                await client.remaining_usd()
        async with Client(gateway.url, "") as client:
            with pytest.raises(BadCredentials):
                await client.remaining_usd()
        gateway.will(statuses.insufficient_user_quota())
        with pytest.raises(OperatorOutOfFunds):
            await asked(gateway, "gpt-4o-image", "transcript")


async def test_no_host_at_all_is_said() -> None:
    async with Client("http://127.0.0.1:9", "sk-x", fallback_urls=("http://127.0.0.1:10",)) as client:
        with pytest.raises(ProviderDown, match="cannot reach"):
            await client.remaining_usd()
