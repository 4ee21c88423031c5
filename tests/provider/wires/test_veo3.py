"""The veo3 wire: reports read as they come, however they are cut, and the page that is read when they break off."""

from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.errors import AtelierError, ContentRejected, GenerationFailed, InvalidRequest, NoResult, ProviderDown
from bot.media.requests import GenerationRequest
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    File,
    Finished,
    Given,
    Link,
    Pending,
    Progress,
    Queued,
    ServerSentEvent,
)
from bot.provider.wires._film_report import FilmReport
from bot.provider.wires.veo3 import WIRE

SPEC = Catalog.load()["veo-3"]
UUID = "8167db37-2b7c-4794-9232-891d02ca7fa3"
SOURCE = f"https://asyncdata.net/source/{UUID}"
FILM = "https://filesystem.site/cdn/20250617/xaZfjBaFNnB7lefCTrzb5CxljlV51K.mp4"
DRAFT = "https://filesystem.site/cdn/20250617/qXTj2bhDckeIaMRTO9fd9O1wDBcpqk.mp4"
TASK = Pending(UUID, poll=Link(SOURCE), every=10)
HEAD = """{"prompt": "a fox {❌ 🎉 [▶️](https://evil.example/x.mp4)", "note": "```"}
"""


def downloadable(url: str) -> str:
    return url.replace("/cdn/", "/cdn/download/")


CREATED = f"""
> Video generation task created
> Task ID: `{UUID}`
> To prevent task interruption, you can continuously track progress from the following links:
> [Data Preview](https://asyncdata.net/web/{UUID}) | [Source Data]({SOURCE})
> Waiting for processing

"""
RETRIED = """> Type: Text-to-video generation
> 🎬 Starting video generation...................

> ⚠️ Retrying (0/3)

> Type: Text-to-video generation
> 🎬 Starting video generation.....................

"""
PREVIEW = f"""> ✅ Preview video generated
> [📺 Online Preview]({DRAFT}) | [⏬ Download Video]({downloadable(DRAFT)})

"""
OPTIMIZED = """> 🔄 Optimizing video quality.................

> 🎉 High-quality video generated

"""
WATCH = f"[▶️ Watch Online]({FILM}) | [⏬ Download Video]({downloadable(FILM)})"
FRAMED = """> 🖼️ Processing images (download/crop/upload).

> Type: VEO3 start frame video generation
> 🎬 Starting video generation..................................

"""
CHINESE = f"""
> 视频生成任务已创建
> 任务ID：`{UUID}`
> 为防止任务中断，可以从以下链接持续获取任务进度：
> [数据预览](https://asyncdata.net/web/{UUID}) | [原始数据]({SOURCE})
> 等待处理中

> 类型：文生视频
> 🎬 开始生成视频....

> 🔄 优化视频质量....

> 🎉 高质量视频已生成

[▶️ 在线观看]({FILM}) | [⏬ 下载视频]({downloadable(FILM)})"""
WHOLE = HEAD + CREATED + RETRIED + OPTIMIZED + WATCH
STARTED = HEAD + CREATED + FRAMED + PREVIEW + OPTIMIZED + WATCH
DONE: list[Event] = [Progress("finishing"), Progress("finishing", 100), Asset(Link(FILM)), Finished()]


def read(chunks: list[str], *, cut: bool = False) -> list[Any]:
    """Events, then the error and its parameters if there was one."""
    report = FilmReport()
    found: list[Any] = []
    try:
        for chunk in chunks:
            found += report.feed(chunk)
        found += report.end(cut=cut)
    except AtelierError as error:
        found += [type(error), error.params]
    return found


def test_a_retry_goes_back_to_generating() -> None:
    assert read([WHOLE]) == [Queued(), TASK, Progress("generating"), Progress("generating"), *DONE]


def test_the_preview_is_not_the_film() -> None:
    assert read([STARTED]) == [Queued(), TASK, Progress("generating"), *DONE]


def test_other_languages_tell_the_same() -> None:
    assert read([HEAD + CHINESE]) == [Queued(), TASK, Progress("generating"), *DONE]


def test_a_head_in_a_fence_and_other_line_ends_make_no_difference() -> None:
    fenced = f"```json\n{HEAD}```\n" + CREATED + FRAMED + PREVIEW + OPTIMIZED + WATCH
    assert read([fenced.replace("\n", "\r\n")]) == read([STARTED])


def test_words_tell_the_stages_where_marks_are_missing() -> None:
    bare = STARTED
    for mark in ("🖼️ ", "🎬 ", "✅ ", "🔄 ", "🎉 "):
        bare = bare.replace(mark, "")
    assert read([bare]) == read([STARTED])


def test_a_stage_is_told_before_its_line_is_whole() -> None:
    assert list(FilmReport().feed("> 🎬 Starting vid")) == [Progress("generating")]


def test_the_last_film_serves_where_none_has_the_mark() -> None:
    plain = PREVIEW + OPTIMIZED + f"[Download]({downloadable(FILM)})\n{FILM}?x=1\n"
    assert read([plain])[-2:] == [Asset(Link(f"{FILM}?x=1")), Finished()]
    assert read([PREVIEW])[-2:] == [Asset(Link(DRAFT)), Finished()], "and the preview where there is nothing else"


PIECES = [
    "🎬", "🔄", "🎉", "✅", "⚠️ Retrying (0/3)", "⚠️", "❌", "> ", "\n", "\r\n", "```", "{", "}", '"', " (1/3)",
    "Generation failed", "Video generation failed", "Failure reason: ", "input_moderation", "\ud83c", "\udfac",
    f"> Task ID: `{UUID}`\n", f"[Source Data]({SOURCE})", "waiting", "task created", "prose", WATCH, FILM,
    DRAFT, "> optimizing", "[▶️ W](", ")",
]  # fmt: skip
FAILED = "> ❌ Generation failed\n> Failure reason: input_moderation\n"
REPORTS = st.one_of(
    st.sampled_from([WHOLE, STARTED, HEAD + CHINESE, HEAD + CREATED + FRAMED + FAILED]),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)


@given(text=REPORTS, cuts=st.lists(st.integers(0, 1200), max_size=60), cut=st.booleans())
@example(text=STARTED, cuts=list(range(1200)), cut=False)
def test_any_split_into_chunks_gives_the_same_events(text: str, cuts: list[int], cut: bool) -> None:
    borders = [0, *sorted(border for border in cuts if border < len(text)), len(text)]
    chunks = [text[a:b] for a, b in pairwise(borders)]
    assert read(chunks, cut=cut) == read([text], cut=cut)


@given(at=st.integers(0, len(STARTED)))
def test_wherever_a_report_breaks_off_nothing_is_lost_once_the_task_is_known(at: int) -> None:
    *_, last = read([STARTED[:at]], cut=True)
    known = at > STARTED.index(SOURCE) + len(SOURCE)
    complete = at > STARTED.index(FILM) + len(FILM)
    if complete:
        assert last == Finished()
    elif known:
        assert last not in ({}, Finished()), "it is left to the task"
    else:
        assert last == {}


def test_a_cut_without_a_task_keeps_what_film_there_is() -> None:
    assert read([FRAMED + PREVIEW], cut=True)[-2:] == [Asset(Link(DRAFT)), Finished()]
    assert read([FRAMED], cut=True)[-2:] == [ProviderDown, {}]


@pytest.mark.parametrize("reason", ["input_moderation", "This violates our content policy."])
def test_a_refusal_has_its_reason(reason: str) -> None:
    *_, kind, params = read([HEAD + CREATED + f"> ❌ Generation failed\n> Failure reason: {reason}\n"])
    assert (kind, params) == (ContentRejected, {"reason": reason, "stage": "input"})


def test_what_was_held_back_after_it_was_made_is_told_apart() -> None:
    told = (
        '> ❌ Generation failed\n```json\n{"message": "unsafe", "is_output_rejection": true, "note": "policy"}\n```\n'
    )
    assert read([CREATED + told])[-2:] == [ContentRejected, {"reason": "unsafe", "stage": "output"}]


def test_other_failures_are_the_models() -> None:
    assert read([CREATED + "> ❌ Servers are on fire\n"])[-2:] == [GenerationFailed, {"reason": "Servers are on fire"}]
    assert read([CREATED + "> ❌ Generation failed"], cut=True)[-2] is GenerationFailed, "the page would say no more"


def test_a_failed_attempt_is_forgotten_when_the_next_one_succeeds() -> None:
    assert read([CREATED + FAILED + RETRIED + OPTIMIZED + WATCH])[-2:] == [Asset(Link(FILM)), Finished()]
    assert read([CREATED + FAILED + RETRIED])[-2] is ContentRejected, "but not when that brings nothing"


def test_prose_instead_of_a_film_is_quoted() -> None:
    assert read(["I cannot film\nthat."]) == [NoResult, {"said": "I cannot film that."}]
    assert read([HEAD + CREATED + RETRIED])[-2:] == [NoResult, {"said": ""}]


def test_an_endless_reason_is_cut() -> None:
    *_, kind, params = read([f"> ❌ {'x' * 5000}"])
    assert kind is GenerationFailed
    assert len(params["reason"]) <= 300


# -- the envelope


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", "medium": "video", **options})


def test_words_and_the_first_frame_are_one_message() -> None:
    call = WIRE.call(SPEC, request(), Given(first_frame=File("f.png", "image/png", b"123")))
    assert call == Call(
        "/v1/chat/completions",
        json={
            "model": "veo-3",
            "stream": True,
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "a fox"},
                        {"type": "image_url", "image_url": {"url": "data:image/png;base64,MTIz"}},
                    ],
                }
            ],
        },
    )
    assert WIRE.instead(SPEC, call, InvalidRequest(field="stream")) is None
    bare = WIRE.call(SPEC, request(), Given()).json
    assert bare
    assert bare["messages"] == [{"role": "user", "content": [{"type": "text", "text": "a fox"}]}]


def chunk(words: str, stop: str | None = None) -> ServerSentEvent:
    return ServerSentEvent("", orjson.dumps({"choices": [{"delta": {"content": words}, "finish_reason": stop}]}))


def streamed(*events: ServerSentEvent, cut: bool = False) -> list[Any]:
    reader = WIRE.reader(SPEC, request())
    found = [event for sent in events for event in reader.feed(sent)]
    return found + list(reader.end(cut=cut))


DONE_MARK = ServerSentEvent("", b"[DONE]")
BROKEN = ServerSentEvent("", b'{"error": {"message": "upstream timeout"}}')
REFUSED = ServerSentEvent("", b'{"error": {"message": "no", "code": "moderation_blocked"}}')


def test_a_stream_and_a_plain_completion_are_read_alike() -> None:
    body = {"choices": [{"message": {"content": STARTED}, "finish_reason": "stop"}]}
    plain = list(WIRE.reader(SPEC, request()).read(body))
    assert plain == streamed(chunk(STARTED), chunk("", "stop"), DONE_MARK) == read([STARTED])


def test_a_stream_that_ends_without_its_stop_mark_is_left_to_the_task() -> None:
    assert streamed(chunk(HEAD + CREATED)) == streamed(chunk(HEAD + CREATED), cut=True) == [Queued(), TASK]
    with pytest.raises(NoResult):
        streamed(chunk(HEAD + CREATED, "stop"))
    with pytest.raises(NoResult):
        streamed(chunk("Please say more."))


def test_an_error_in_the_stream_is_left_to_the_task_where_one_is_known() -> None:
    assert streamed(chunk(CREATED), BROKEN, DONE_MARK) == [Queued(), TASK]
    assert streamed(chunk(STARTED + "\n"), BROKEN)[-1] == Finished(), "what came is paid for and good"
    with pytest.raises(InvalidRequest):
        streamed(chunk("> 🎬"), BROKEN)
    with pytest.raises(ContentRejected):
        streamed(chunk(CREATED), REFUSED)


@pytest.mark.parametrize("body", [{"error": {"message": "strange"}}, [], None, "text"])
def test_an_error_in_place_of_a_completion_is_one(body: Any) -> None:
    with pytest.raises(InvalidRequest):
        list(WIRE.reader(SPEC, request()).read(body))


# -- the page


def page(**facts: Any) -> list[Any]:
    empty = {"error_message": None, "video_generation_error": None, "upsample_error": None, "upsample_video_url": None}
    return list(WIRE.reader(SPEC, request()).read({"id": UUID, "running": True, "video_url": None} | empty | facts))


STATUSES = {
    "pending": Queued(),
    "prompt_enhancement_checking": Progress("generating"),
    "prompt_enhancing": Progress("generating"),
    "image_downloading": Progress("generating"),
    "image_cropping": Progress("generating"),
    "image_uploading": Progress("generating"),
    "image_processing_completed": Progress("generating"),
    "video_generating": Progress("generating"),
    "video_generation_completed": Progress("finishing"),
    "video_generation_failed": Progress("generating"),
    "video_upsampling": Progress("finishing"),
    "video_upsampling_completed": Progress("finishing"),
    "video_upsampling_failed": Progress("finishing"),
    "something_new": Progress("generating"),
}


@pytest.mark.parametrize(("status", "event"), STATUSES.items())
def test_every_step_of_the_task_is_progress_while_it_runs(status: str, event: Event) -> None:
    assert page(status=status, video_url=DRAFT) == [event]


def test_the_better_film_is_taken_when_the_task_is_complete() -> None:
    done = {"status": "completed", "running": False}
    assert page(**done, video_url=DRAFT, upsample_video_url=FILM) == [Asset(Link(FILM)), Finished()]
    assert page(**done, video_url=DRAFT) == [Asset(Link(DRAFT)), Finished()]
    with pytest.raises(NoResult):
        page(**done)


def test_a_film_that_could_not_be_bettered_is_a_film() -> None:
    assert page(status="video_upsampling_failed", running=False, video_url=DRAFT) == [Asset(Link(DRAFT)), Finished()]
    with pytest.raises(GenerationFailed):
        page(status="video_upsampling_failed", running=False)


@pytest.mark.parametrize("status", ["failed", "video_generation_failed"])
def test_a_failed_task_says_why(status: str) -> None:
    with pytest.raises(ContentRejected) as rejected:
        page(status=status, running=False, error_message="Generation failed due to content policy violation")
    assert rejected.value.params["reason"] == "Generation failed due to content policy violation"
    with pytest.raises(GenerationFailed) as failed:
        page(status=status, running=False, video_generation_error="out of memory")
    assert failed.value.params == {"reason": "out of memory"}
    with pytest.raises(GenerationFailed):
        page(status=status, running=False)
