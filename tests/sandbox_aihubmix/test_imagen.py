"""Imagen's `:predict`."""

from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import CutStream, DropConnection, Fewer, Refuse, WrongBytes

from .google import Answer, opened, post

_FAST = "imagen-4.0-fast-generate-001"


async def _ask(google: ClientSession, model: str = _FAST, prompt: object = "a red fox", **parameters: Any) -> Answer:
    body = {"instances": [{"prompt": prompt}], "parameters": {"sampleCount": 1} | parameters}
    return await post(google, f"{model}:predict", body)


def _sizes(answer: Answer) -> list[tuple[int, int]]:
    assert answer[0] == 200, answer
    return [opened(row["bytesBase64Encoded"]).size for row in answer[1]["predictions"]]


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("imagen-4.0-ultra-generate-001", "0.06"),
        ("imagen-4.0-generate-001", "0.04"),
        ("imagen-4.0-fast-generate-001", "0.02"),
        ("imagen-4.0-fast-generate-preview-06-06", "0.02"),
        ("imagen-3.0-generate-002", "0.03"),
    ],
)
async def test_every_model_paints_for_its_price(
    google: ClientSession, gateway: FakeAiHubMix, model: str, usd: str
) -> None:
    assert _sizes(await _ask(google, model, personGeneration="ALLOW_ADULT")) == [(1024, 1024)]
    assert [charge.usd for charge in gateway.bill] == [Decimal(usd)]
    assert gateway.models[model].retire_stage == "deprecated"
    assert not gateway.violations


async def test_a_request_that_names_no_number_gets_four(google: ClientSession, gateway: FakeAiHubMix) -> None:
    body = {"instances": [{"prompt": "a fox"}]}
    assert len(_sizes(await post(google, f"{_FAST}:predict", body))) == 4
    assert gateway.bill[0].usd == Decimal("0.08")
    assert len(_sizes(await post(google, "imagen-4.0-ultra-generate-001:predict", body))) == 1


@pytest.mark.parametrize(
    ("ratio", "size"),
    [("1:1", (1024, 1024)), ("3:4", (896, 1280)), ("4:3", (1280, 896)), ("9:16", (768, 1408)), ("16:9", (1408, 768))],
)
async def test_the_five_ratios(google: ClientSession, ratio: str, size: tuple[int, int]) -> None:
    assert _sizes(await _ask(google, aspectRatio=ratio)) == [size]


@pytest.mark.parametrize("person", ["DONT_ALLOW", "ALLOW_ADULT", "dont_allow", "allow_adult"])
async def test_person_generation_comes_in_either_case(google: ClientSession, person: str) -> None:
    assert (await _ask(google, personGeneration=person))[0] == 200


async def test_the_format_is_the_one_asked_for(google: ClientSession) -> None:
    output = {"mimeType": "image/jpeg", "compressionQuality": 60}
    row = (await _ask(google, outputOptions=output, includeSafetyAttributes=True))[1]["predictions"][0]
    assert (opened(row["bytesBase64Encoded"]).format, row["mimeType"]) == ("JPEG", "image/jpeg")
    assert len(row["safetyAttributes"]["categories"]) == len(row["safetyAttributes"]["scores"])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"sampleCount": 5}, "5 is not supported"),
        ({"sampleCount": 0}, "0 is not supported"),
        ({"sampleCount": "1"}, "expected an integer"),
        ({"sampleCount": True}, "expected an integer"),
        ({"numberOfImages": 1}, "Unknown name \"numberOfImages\" at 'parameters'"),
        ({"aspect_ratio": "1:1"}, 'Unknown name "aspect_ratio"'),
        ({"aspectRatio": "2:3"}, "'2:3' is not supported"),
        ({"personGeneration": "everybody"}, "'everybody' is not supported"),
        ({"includeRaiReason": "yes"}, "expected a boolean"),
        ({"outputOptions": {"mimeType": "image/webp"}}, "'image/webp' is not supported"),
        ({"prompt": ""}, "The prompt is empty"),
        ({"prompt": 5}, "expected a string"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    google: ClientSession, gateway: FakeAiHubMix, parameters: dict[str, Any], message: str
) -> None:
    status, body = await _ask(google, **parameters)
    assert (status, body["error"]["code"]) == (400, 400)
    assert message in body["error"]["message"]
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_ultra_paints_one_at_a_time(google: ClientSession) -> None:
    assert (await _ask(google, "imagen-4.0-ultra-generate-001", sampleCount=2))[0] == 400


async def test_a_request_has_one_instance(google: ClientSession) -> None:
    for instances in ([], [{"prompt": "a"}, {"prompt": "b"}]):
        status, body = await post(google, f"{_FAST}:predict", {"instances": instances})
        assert (status, "expected one instance" in body["error"]["message"]) == (400, True)


@pytest.mark.parametrize(
    ("prompt", "status"),
    [
        ("a café in Zürich, “1:1” – ¡señor! 🦊", 200),
        ("лиса в снегу", 400),
        ("雪の中の狐", 400),
        ("a fox, 红色", 400),
        ("눈 속의 여우", 400),
    ],
)
async def test_only_english_is_understood(
    google: ClientSession, gateway: FakeAiHubMix, prompt: str, status: int
) -> None:
    answer = await _ask(google, prompt=prompt)
    assert answer[0] == status
    assert len(gateway.violations) == (0 if status == 200 else 1)
    if status == 400:
        assert answer[1]["error"]["message"] == "Only English prompts are supported for this model."


async def test_filtered_pictures_are_missing_and_cost_nothing(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.always(Fewer(1))
    assert len(_sizes(await _ask(google, sampleCount=3))) == 1
    rows = (await _ask(google, sampleCount=3, includeRaiReason=True))[1]["predictions"]
    assert ["bytesBase64Encoded" in row for row in rows] == [True, False, False]
    assert [set(row) for row in rows[1:]] == [{"raiFilteredReason"}] * 2
    assert [(charge.n, charge.usd) for charge in gateway.bill] == [(1, Decimal("0.02"))] * 2


async def test_nothing_is_left_when_all_are_filtered(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.always(Refuse("output"))
    assert await _ask(google) == (200, {})
    rows = (await _ask(google, sampleCount=2, includeRaiReason=True))[1]["predictions"]
    assert [set(row) for row in rows] == [{"raiFilteredReason"}] * 2
    assert not gateway.bill


async def test_a_refused_prompt_is_the_members_mistake(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"))
    status, body = await _ask(google)
    assert (status, body["error"]["code"]) == (400, 400)
    assert "Responsible AI" in body["error"]["message"]
    assert not gateway.violations
    assert not gateway.bill


async def test_a_dropped_request_is_charged_in_full(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(DropConnection())
    with pytest.raises(ServerDisconnectedError):
        await _ask(google, sampleCount=3)
    assert gateway.bill[0].usd == Decimal("0.06")


async def test_scripted_trouble(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(WrongBytes("empty"), CutStream())
    assert (await _ask(google))[1]["predictions"][0]["bytesBase64Encoded"] == ""
    with pytest.raises(ClientPayloadError):
        await _ask(google)
