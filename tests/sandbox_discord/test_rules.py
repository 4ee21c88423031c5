"""Broken requests, each of which Discord refuses: by its schemas, or by rules its schemas cannot say."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from studio import Json, Wire, png

from sandbox.discord import FakeDiscord, Limits, Person, Upload, World

V2 = 1 << 15
EMBEDS_OF_6001 = [{"description": "x" * 4000}, {"description": "x" * 2001}]
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
TEXT = {"type": 10, "content": "text"}
PICTURE = {"media": {"url": "https://example.com/fox.png"}}


def row(*buttons: Json) -> Json:
    return {"type": 1, "components": list(buttons)}


def box(*inner: Json) -> Json:
    return {"flags": V2, "components": [{"type": 17, "components": list(inner)}]}


SCHEMA_MESSAGES: dict[str, Json] = {
    "11 embeds": {"embeds": [{"title": "t"}] * 11},
    "embed title of 257": {"embeds": [{"title": "x" * 257}]},
    "embed description of 4097": {"embeds": [{"description": "x" * 4097}]},
    "26 embed fields": {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    "custom_id of 101": {"components": [row(BUTTON | {"custom_id": "x" * 101})]},
    "label of 81": {"components": [row(BUTTON | {"label": "x" * 81})]},
    "6 buttons in a row": {"components": [row(*(BUTTON | {"custom_id": str(number)} for number in range(6)))]},
    "unknown component": {"components": [{"type": 99}]},
    "button outside a row": box(BUTTON),
    "text of 4001": box({"type": 10, "content": "x" * 4001}),
    "11 pictures in a gallery": box({"type": 12, "items": [PICTURE] * 11}),
    "misspelt field": {"content": "x", "embed": {"title": "t"}},
}
HAND_WRITTEN_MESSAGES: dict[str, Json] = {
    "content of 2001": {"content": "x" * 2001},
    "embeds of 6001 together": {"embeds": EMBEDS_OF_6001},
    "custom_id used twice": {"components": [row(BUTTON, BUTTON)]},
    "41 components": box(*[TEXT] * 40),
    "texts of 4001 together": box({"type": 10, "content": "x" * 4000}, TEXT),
    "content beside V2": {"content": "x"} | box(TEXT),
    "V2 component without the flag": {"components": [TEXT]},
    "address without attachment": {"embeds": [{"image": {"url": "attachment://fox.png"}}]},
    "gallery without attachment": box({"type": 12, "items": [{"media": {"url": "attachment://fox.png"}}]}),
    "11 attachments": {"content": "x", "attachments": [{"id": str(number)} for number in range(11)]},
    "unknown attachment": {"content": "x", "attachments": [{"id": "7"}]},
    "parse and list users": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "nothing at all": {"content": ""},
    "6 rows": {"components": [row(BUTTON | {"custom_id": str(number)}) for number in range(6)]},
    "min over max": {
        "components": [row({"type": 5, "custom_id": "who", "min_values": 2, "max_values": 1})],
    },
}
COMMAND: Json = {"name": "draw", "description": "Draws", "type": 1}
OPTION: Json = {"type": 3, "name": "prompt", "description": "What"}
CHOICES = [{"name": f"n{number}", "value": "v"} for number in range(26)]
SCHEMA_COMMANDS: dict[str, Json] = {
    "name of 33": COMMAND | {"name": "x" * 33},
    "description of 101": COMMAND | {"description": "x" * 101},
    "26 options": COMMAND | {"options": [OPTION | {"name": f"o{number}"} for number in range(26)]},
    "26 choices": COMMAND | {"options": [OPTION | {"choices": CHOICES}]},
}
HAND_WRITTEN_COMMANDS: dict[str, Json] = {
    "upper-case name": COMMAND | {"name": "Draw"},
    "upper-case option": COMMAND | {"options": [OPTION | {"name": "Prompt"}]},
    "unknown locale": COMMAND | {"name_localizations": {"pt": "desenhar"}},
    "required after optional": COMMAND | {"options": [OPTION, OPTION | {"name": "size", "required": True}]},
    "8001 characters": COMMAND
    | {
        "options": [
            OPTION | {"name": f"o{number}", "choices": [{"name": str(n), "value": f"{n:090}"} for n in range(25)]}
            for number in range(4)
        ]
    },
}
LABEL: Json = {"type": 18, "label": "L", "component": {"type": 4, "custom_id": "t", "style": 1}}
MODAL: Json = {"custom_id": "form", "title": "Form", "components": [LABEL]}
CALLBACKS: dict[str, Json] = {
    "unknown type": {"type": 99, "data": {}},
    "modal title of 46": {"type": 9, "data": MODAL | {"title": "x" * 46}},
    "modal of 6": {
        "type": 9,
        "data": MODAL
        | {"components": [LABEL | {"component": LABEL["component"] | {"custom_id": str(n)}} for n in range(6)]},
    },
    "modal with one custom_id twice": {"type": 9, "data": MODAL | {"components": [LABEL, LABEL]}},
    "empty modal": {"type": 9, "data": MODAL | {"components": []}},
    "choices for a command": {"type": 8, "data": {"choices": []}},
}
CHOICE_LISTS: dict[str, list[Json]] = {
    "26 choices": [{"name": "n", "value": "v"}] * 26,
    "choice name of 101": [{"name": "x" * 101, "value": "v"}],
    "choice value of 101": [{"name": "n", "value": "x" * 101}],
}


def params(cases: dict[str, Any]) -> list[Any]:
    return [pytest.param(case, id=name) for name, case in cases.items()]


@pytest.fixture
async def bare(world: World) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(world, limits=Limits.none()) as discord:
        yield discord


async def is_refused(fake: FakeDiscord, answer: tuple[int, Any]) -> None:
    status, body = answer
    assert status == 400, body
    assert body["code"] in {50035, 50006}
    assert fake.violations
    fake.violations.clear()


def messages_path(fake: FakeDiscord) -> str:
    return f"/channels/{fake.world.channel('general').id}/messages"


@pytest.mark.parametrize("payload", params(SCHEMA_MESSAGES))
@pytest.mark.usefixtures("specified")
async def test_the_schemas_refuse_a_message(fake: FakeDiscord, wire: Wire, payload: Json) -> None:
    await is_refused(fake, await wire.send("POST", messages_path(fake), payload))


@pytest.mark.parametrize("payload", params(HAND_WRITTEN_MESSAGES))
async def test_the_rules_refuse_a_message_without_any_schema(bare: FakeDiscord, payload: Json) -> None:
    async with aiohttp.ClientSession() as session:
        wire = Wire(bare, session)
        await is_refused(bare, await wire.send("POST", messages_path(bare), payload))
        _, posted = await wire.send("POST", messages_path(bare), {"embeds": [{"title": "good"}]})
        await is_refused(
            bare,
            await wire.send(
                "PATCH", f"{messages_path(bare)}/{posted['id']}", payload | {"embeds": payload.get("embeds", [])}
            ),
        )
        assert bare.messages("general")[0]["embeds"], "a refused edit changes nothing"


@pytest.mark.parametrize("payload", params(SCHEMA_COMMANDS))
@pytest.mark.usefixtures("specified")
async def test_the_schemas_refuse_a_command(fake: FakeDiscord, wire: Wire, payload: Json) -> None:
    path = f"/applications/{fake.world.application.id}/commands"
    await is_refused(fake, await wire.send("PUT", path, [payload]))


@pytest.mark.parametrize("payload", params(HAND_WRITTEN_COMMANDS))
async def test_the_rules_refuse_a_command_without_any_schema(bare: FakeDiscord, payload: Json) -> None:
    async with aiohttp.ClientSession() as session:
        path = f"/applications/{bare.world.application.id}/commands"
        await is_refused(bare, await Wire(bare, session).send("PUT", path, [payload]))


@pytest.mark.parametrize("payload", params(CALLBACKS))
async def test_a_broken_answer_is_refused_and_may_be_mended(
    fake: FakeDiscord, wire: Wire, ada: Person, payload: Json
) -> None:
    await wire.register(COMMAND)
    ask = await ada.slash("draw")
    path = f"/interactions/{ask.id}/{ask.token}/callback"
    await is_refused(fake, await wire.send("POST", path, payload))
    assert (await wire.send("POST", path, {"type": 5}))[0] == 204


@pytest.mark.parametrize("choices", params(CHOICE_LISTS))
async def test_broken_choices_are_refused(fake: FakeDiscord, wire: Wire, ada: Person, choices: list[Json]) -> None:
    await wire.register(COMMAND | {"options": [OPTION | {"autocomplete": True}]})
    typing = asyncio.create_task(ada.autocomplete("draw", "prompt", "f"))
    await fake.service.feed.until(lambda: fake.unanswered, 1)
    (opened,) = fake.unanswered
    path = f"/interactions/{opened.id}/{opened.token}/callback"
    await is_refused(fake, await wire.send("POST", path, {"type": 8, "data": {"choices": choices}}))
    good = {"name": "A fox", "value": "fox"}
    assert (await wire.send("POST", path, {"type": 8, "data": {"choices": [good]}}))[0] == 204
    assert await typing == [good]


async def test_files_have_numbered_names(fake: FakeDiscord, wire: Wire) -> None:
    files = {"picture": Upload("fox.png", png())}
    await is_refused(fake, await wire.send("POST", messages_path(fake), {"content": "x"}, files=files))


@pytest.mark.usefixtures("specified")
async def test_an_unknown_query_parameter_is_reported(fake: FakeDiscord, wire: Wire) -> None:
    assert (await wire.send("GET", messages_path(fake) + "?limits=3"))[0] == 200
    assert "'limits'" in fake.violations.pop()


async def test_an_unknown_route_is_not_implemented(fake: FakeDiscord, wire: Wire) -> None:
    status, body = await wire.send("GET", "/stage-instances/1")
    assert status == 501
    assert "/stage-instances/1" in body["message"]
    assert "501" in fake.violations.pop()


async def test_a_message_may_become_v2_only_when_its_content_is_emptied(fake: FakeDiscord, wire: Wire) -> None:
    _, posted = await wire.send("POST", messages_path(fake), {"content": "text"})
    path = f"{messages_path(fake)}/{posted['id']}"
    await is_refused(fake, await wire.send("PATCH", path, {"flags": V2, "components": [TEXT]}))
    status, turned = await wire.send("PATCH", path, {"flags": V2, "components": [TEXT], "content": None})
    assert (status, turned["flags"]) == (200, V2)
    status, kept = await wire.send("PATCH", path, {"flags": 0, "components": [TEXT | {"content": "more"}]})
    assert (status, kept["flags"]) == (200, V2), "the flag is sticky"
    await is_refused(fake, await wire.send("PATCH", path, {"content": "back"}))


def test_the_specifications_are_found_beside_the_repository_or_where_the_environment_says(specified: Path) -> None:
    assert (specified / "discord-gateway-schemas").is_dir()
