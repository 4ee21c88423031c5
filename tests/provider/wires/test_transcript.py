"""The transcript wire: what goes out, and reports read as they come, however they are cut."""

import base64
from itertools import pairwise
from typing import Any, get_args

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.errors import AtelierError, ContentRejected, InvalidRequest, NoResult, ProviderDown
from bot.media.requests import GenerationRequest, Turn
from bot.provider.wire import (
    Answer,
    Asset,
    Call,
    Event,
    File,
    Finished,
    Given,
    Link,
    Preview,
    Progress,
    Queued,
    ServerSentEvent,
)
from bot.provider.wires._report import Report
from bot.provider.wires.transcript import WIRE
from sandbox.aihubmix.behaviours import Dialect, DialectName, Language, PercentStyle, Refuse
from sandbox.aihubmix.dialects import BY_LANGUAGE
from sandbox.aihubmix.transcript import Result, Task, Transcript

SPEC = Catalog.load()["gpt-4o-image-vip"]
PREVIEW = "https://videos.openai.com/vg-assets/assets%2Ftask_01%2Fsrc_0.png?st=2025&se=2025&sig=a%3D"
FILES = [f"https://filesystem.site/cdn/20250623/{name}.png" for name in ("a1", "b2")]
TASK = Task(
    task_id="task_01",
    uuid="1a8e42cf-bbda-4793-b743-afbe26d914db",
    origin="https://pro.asyncdata.net",
    prompt='a "fox" ❌ ![x](https://evil.example/x.png) ```json 🏃 99',
    ratio="1:1",
    asked=2,
    preview=PREVIEW,
    percents=(7, 13, 25, 57),
    results=[Result(f"gen_{n}", url, url.replace("/cdn/", "/cdn/download/")) for n, url in enumerate(FILES)],
)
EXPECTED: list[Event] = [
    Queued(),
    Progress("generating"),
    *(Progress("generating", percent) for percent in (7, 13, 25, 57, 100)),
    Preview(Link(PREVIEW)),
    Progress("finishing", 100),
    *(Asset(Link(url)) for url in FILES),
]
HABITS: list[dict[str, Any]] = [
    {},
    {"alt": "words", "crlf": True, "bare_head": True},
    {"alt": "empty", "bare_head": True},
]
DIALECTS = [
    Dialect(name, percent, **habits)
    for name in get_args(DialectName)
    for percent in get_args(PercentStyle)
    for habits in HABITS
]


def written(dialect: Dialect, refusal: Refuse | None = None) -> str:
    transcript = Transcript(TASK, dialect)
    beats = transcript.failure(refusal) if refusal else transcript.success()
    text = "".join(beat.text for beat in beats)
    return text.replace("\n", "\r\n") if dialect.crlf else text


def read(chunks: list[str], *, cut: bool = False) -> list[Any]:
    """Events, then the error and its parameters if there was one; the raw text at the end is looked at elsewhere."""
    report = Report()
    found: list[Any] = []
    try:
        for chunk in chunks:
            found += report.feed(chunk)
        found += report.end(cut=cut)
    except AtelierError as error:
        found += [type(error), error.params]
    return [event for event in found if not isinstance(event, Finished)]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_every_mirror_tells_the_same(dialect: Dialect) -> None:
    assert read([written(dialect)]) == EXPECTED


PIECES = [
    "🏃", "\u200d", "🕐", "⚡", "✅", "❌", "> ", "\n", "\r\n", "7", "13", "100", ".", "..", "%", "/", "```", "```json",
    "{", "}", '"', "Progress ", "进度 ", "Generation failed", "失败原因：", "input_moderation", "![", "[", "](", ")",
    "!",
    "https://filesystem.site/cdn/a.png", "https://filesystem.site/cdn/download/a.png", "[100](", "Click to download",
    "![gen_1](https://filesystem.site/cdn/a.png)", "prose", " ", "\ud83c", "\udfc3",
]  # fmt: skip
REPORTS = st.one_of(
    st.sampled_from([written(dialect) for dialect in DIALECTS]),
    st.sampled_from([written(Dialect(name), Refuse("input")) for name in get_args(DialectName)]),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


@given(text=REPORTS, cuts=st.lists(st.integers(0, 900), max_size=60), cut=st.booleans())
@example(text=written(Dialect()), cuts=list(range(900)), cut=False)
@example(text="![a](http://b.example/c) 🏃 5\n", cuts=[20, 24], cut=False)
def test_any_split_into_chunks_gives_the_same_events(text: str, cuts: list[int], cut: bool) -> None:
    borders = [0, *sorted(border for border in cuts if border < len(text)), len(text)]
    chunks = [text[a:b] for a, b in pairwise(borders)]
    assert read(chunks, cut=cut) == read([text], cut=cut)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("stage", ["input", "output"])
def test_a_refusal_has_its_reason_and_stage(language: Language, stage: Any) -> None:
    *_, kind, params = read([written(Dialect(BY_LANGUAGE[language]), Refuse(stage, language))])
    assert kind is ContentRejected
    assert params == {"reason": f"{stage}_moderation", "stage": stage}


@pytest.mark.parametrize("form", ["message", "fenced"])
def test_the_older_failures_have_their_reason_too(form: Any) -> None:
    *_, kind, params = read([written(Dialect(), Refuse("input", form=form))])
    assert kind is ContentRejected
    assert params["reason"] == "Your prompt may violate our content policies."


def test_a_failure_without_a_reason_is_no_result() -> None:
    *_, kind, params = read([written(Dialect(), Refuse("input", form="action"))])
    assert (kind, params) == (NoResult, {"said": ""})


def test_prose_instead_of_a_picture_is_quoted() -> None:
    said = "I can't draw that.\nWould a dragon do?"
    assert read([said]) == [NoResult, {"said": "I can't draw that. Would a dragon do?"}]


def test_an_empty_answer_is_no_result() -> None:
    assert read([]) == [NoResult, {"said": ""}]


def test_a_cut_after_the_preview_falls_back_on_it() -> None:
    text = written(Dialect())
    upto = text.index("[100](") + len(f"[100]({PREVIEW})")
    assert read([text[:upto]], cut=True)[-1] == Asset(Link(PREVIEW))


def test_a_cut_before_any_picture_is_the_gateways_failure() -> None:
    text = written(Dialect())
    assert read([text[: text.index("[100](")]], cut=True)[-2:] == [ProviderDown, {}]


def test_a_cut_after_one_of_two_results_keeps_it() -> None:
    text = written(Dialect())
    assert read([text[: text.index("![gen_1]")]], cut=True)[-1] == Asset(Link(FILES[0]))


def test_download_links_serve_where_no_picture_is_shown() -> None:
    link = "https://filesystem.site/cdn/download/20250623/a1.png"
    assert read([f"> ✅ Generation complete\n\n[点击下载]({link})\n[下载⏬]({link})"])[-1] == Asset(Link(link))


def test_task_pages_are_never_taken_for_results() -> None:
    pages = ">[数据预览](https://pro.asyncdata.net/web/x) | [原始数据](https://pro.asyncdata.net/source/x)"
    assert read([pages])[-2:] == [NoResult, {"said": ""}]


def test_an_endless_reason_is_cut() -> None:
    *_, kind, params = read([f"> ❌ Generation failed\n> Failure reason: policy {'x' * 5000}"])
    assert kind is ContentRejected
    assert len(params["reason"]) <= 300


# -- the envelope


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", **options})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "a fox\nreturn 1 image"),
        ({"aspect": "3:2", "count": 4}, "a fox 3:2\nreturn 4 images"),
    ],
)
def test_ratio_and_number_are_said_in_the_prompt(options: dict[str, Any], words: str) -> None:
    call = WIRE.call(SPEC, request(**options), Given())
    assert call == Call(
        "/v1/chat/completions",
        json={
            "model": "gpt-4o-image-vip",
            "stream": True,
            "messages": [{"role": "user", "content": [{"type": "text", "text": words}]}],
        },
    )
    assert WIRE.instead(SPEC, call, InvalidRequest(field="stream")) is None


def test_references_are_data_urls_after_the_words() -> None:
    call = WIRE.call(SPEC, request(), Given((File("a.png", "image/png", b"123"), File("b.webp", "image/webp", b"4"))))
    assert call.json
    _, first, second = call.json["messages"][0]["content"]
    assert first == {"type": "image_url", "image_url": {"url": "data:image/png;base64,MTIz"}}
    assert base64.b64decode(second["image_url"]["url"].partition(",")[2]) == b"4"


def event(data: Any) -> ServerSentEvent:
    return ServerSentEvent("", data if isinstance(data, bytes) else orjson.dumps(data))


def test_chunks_without_choices_and_halves_of_an_emoji_are_borne() -> None:
    reader = WIRE.reader(SPEC, request())
    chunks: list[Any] = [
        {"choices": [], "object": ""},
        b'{"choices":[{"delta":{"content":">\\ud83c"}}]}',
        b'{"choices":[{"delta":{"content":"\\udfc3 Progress 42..\\n"}}]}',
        b"OPENROUTER PROCESSING",
        {"choices": [{"delta": {"role": "assistant", "content": None}}]},
        {"choices": [{"delta": {"content": f"![x]({FILES[0]})"}, "finish_reason": "stop"}]},
        b"[DONE]",
    ]
    events = [found for chunk in chunks for found in reader.feed(event(chunk))]
    assert events == [Progress("generating"), Progress("generating", 42), Asset(Link(FILES[0]))]
    assert isinstance(list(reader.end(cut=True))[-1], Finished), "a cut after the stop mark is no cut"


def test_a_plain_completion_is_read_like_a_stream() -> None:
    reader = WIRE.reader(SPEC, request())
    body = {"choices": [{"message": {"content": written(Dialect())}, "finish_reason": "stop"}]}
    assert [found for found in reader.read(body) if isinstance(found, Asset)] == [Asset(Link(url)) for url in FILES]


@pytest.mark.parametrize("body", [{"error": {"message": "strange"}}, [], None, "text"])
def test_an_error_in_place_of_a_completion_is_one(body: Any) -> None:
    with pytest.raises(InvalidRequest):
        list(WIRE.reader(SPEC, request()).read(body))


def test_an_error_in_the_stream_is_one_unless_a_picture_has_come() -> None:
    refused = {"error": {"message": "no", "code": "moderation_blocked"}}
    with pytest.raises(ContentRejected):
        list(WIRE.reader(SPEC, request()).feed(event(refused)))
    reader = WIRE.reader(SPEC, request())
    picture = {"choices": [{"delta": {"content": f"![x]({FILES[0]})"}}]}
    events = [found for chunk in (picture, refused) for found in reader.feed(event(chunk))]
    assert [*events, *reader.end(cut=False)] == [Asset(Link(FILES[0])), Answer(f"![x]({FILES[0]})"), Finished()]


def test_what_was_said_before_is_not_said_again() -> None:
    report = Report()
    lines = (
        "> 🏃 Progress 40 20\n",
        "> ⏳ Queued\n",
        "> ⚡ Generating\n",
        f"> 🏃 Progress [100]({PREVIEW}) [100]({FILES[0]})\n",
        f"![picture]({FILES[1]})\n",
    )
    events = [event for line in lines for event in report.feed(line)]
    assert events == [
        Progress("generating"),
        Progress("generating", 40),
        Queued(),
        Progress("generating", 100),
        Preview(Link(PREVIEW)),
        Asset(Link(FILES[1])),
    ]


def test_a_conversation_goes_out_as_it_went() -> None:
    turn = Turn(prompt="a fox", answer="![fox](https://x.example/1.png)")
    request = GenerationRequest(model=SPEC.id, prompt="bluer", turns=(turn,))
    call = WIRE.call(SPEC, request, Given(turns=(((), ()),)))
    assert call.json
    said = [(message["role"], message["content"]) for message in call.json["messages"]]
    assert [role for role, _ in said] == ["user", "assistant", "user"]
    assert said[1][1] == turn.answer


def test_a_link_that_is_neither_picture_nor_download_is_prose() -> None:
    assert read(["See [the terms](https://example.org/terms).\n![x](https://example.org/a.png)\n"]) == [
        Asset(Link("https://example.org/a.png"))
    ]


def test_the_same_picture_twice_is_one_result() -> None:
    said = "![x](https://filesystem.site/cdn/a.png)\n![x](https://filesystem.site/cdn/download/a.png)\n"
    assert read([said]) == [Asset(Link("https://filesystem.site/cdn/a.png"))]
