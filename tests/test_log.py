"""Nothing secret is written, in neither form; a job leaves one line a stage; prompts stay with their members."""

import logging
import sys
from collections.abc import Generator
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.cli import cli
from bot.db.store import Store
from bot.errors import JobLost
from bot.log import JsonFormatter, TextFormatter, scrub, setup, withhold
from sandbox.aihubmix.behaviours import Status
from sandbox.aihubmix.statuses import rate_limited
from tests.asking import asking
from tests.cogs.test_cancel import answer, under_way
from tests.conftest import OpenStage
from tests.stage import Stage

KEY = "sk-abcdefghijklmnop"
TOKEN = "aW50ZXJhY3Rpb246MTIz_-.x"
PROMPT = "a violet fox reading Kafka\nin the “rain”"
FORMATTERS = pytest.mark.parametrize("formatter", [TextFormatter((KEY,)), JsonFormatter((KEY,))], ids=["text", "json"])
STAGES = ("accepted", "started", "issued", "made", "delivered", "failed", "lost", "canceled", "undelivered")


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("bot.x", logging.INFO, "f.py", 1, message, args, None)
    made.__dict__.update({"job": "J1", "member": 7} | extra)
    return made


def raised(error: Exception, cause: Exception | None = None) -> Any:
    try:
        raise error from cause
    except type(error):
        return sys.exc_info()


@FORMATTERS
def test_secrets_are_replaced_wherever_they_stand(formatter: logging.Formatter) -> None:
    made = record("sent %s, the gateway said key(klmnop) is wrong", f"Bearer {KEY}")
    made.exc_info = (ValueError, ValueError(KEY), None)
    line = formatter.format(made)
    assert KEY not in line
    assert "klmnop" not in line
    assert "J1" in line


@FORMATTERS
@pytest.mark.parametrize(
    "text",
    [
        f"POST https://discord.com/api/v10/webhooks/123/{TOKEN} responded with 429",
        f"https://discord.com/api/v10/webhooks/123/{TOKEN}/messages/@original?wait=true",
        f"URL('http://127.0.0.1:8000/api/v10/interactions/9/{TOKEN}/callback')",
        f"https://x.org/v1beta/models/y:generate?alt=sse&key={TOKEN}",
        f"https://x.org/a?token={TOKEN}#b",
        f"https://x.org/a?X-Amz-Signature={TOKEN}&b=1",
        f"{{'token': '{TOKEN}', 'type': 2}}",
        f'{{"token": "{TOKEN}"}}',
        f"Authorization: Bot {TOKEN}",
        f"prompt\n  Input should be valid [type=x, input_value='{TOKEN}', input_type=str]",
    ],
)
def test_tokens_are_told_by_their_place(formatter: logging.Formatter, text: str) -> None:
    made = record("said %s", text, address=text, nested={"all": [text, (text,)]}, thing=ValueError(text))
    made.exc_info = raised(RuntimeError("outer"), ValueError(text))
    made.stack_info = text
    made.name = "discord.http"
    line = formatter.format(made)
    assert TOKEN not in line
    assert line.count("[secret]") >= 7
    assert "J1" in line


def test_what_is_no_token_stays() -> None:
    for text in ("/webhooks/123", "/channels/1/messages/2", "https://x.org/a?size=1024&monkey=1", "Bot is ready"):
        assert scrub(text, ()) == text
    scrubbed = scrub(f"PATCH /webhooks/1/{TOKEN}/messages/@original?wait=true", ())
    assert scrubbed == "PATCH /webhooks/1/[secret]/messages/@original?wait=true"
    assert scrub(scrubbed, ()) == scrubbed


def test_a_secret_is_known_however_it_is_spelled() -> None:
    secret = 'k/ey"wi\\th=marks'
    for form in (secret, repr(secret), orjson.dumps(secret).decode(), "k%2Fey%22wi%5Cth%3Dmarks"):
        assert "marks" not in scrub(f"it is {form}", (secret,))


def test_json_is_one_object_a_line_with_its_fields() -> None:
    entry = orjson.loads(JsonFormatter(()).format(record("made %d", 3)))
    assert (entry["message"], entry["job"], entry["member"], entry["level"]) == ("made 3", "J1", 7, "INFO")


def test_text_names_the_fields() -> None:
    assert TextFormatter(()).format(record("made")).endswith("INFO    bot.x: made job=J1 member=7")


@FORMATTERS
def test_an_event_is_one_line_whatever_it_quotes(formatter: logging.Formatter) -> None:
    assert len(formatter.format(record("said %s", "one\ntwo\r\nthree", answer="four\nfive")).splitlines()) == 1


@FORMATTERS
async def test_what_is_withheld_is_taken_out_of_what_others_say(formatter: logging.Formatter) -> None:
    withhold([PROMPT, "it"])
    made = record("cannot: %s and %r", PROMPT, {"prompt": PROMPT})
    made.exc_info = raised(ValueError(PROMPT), ValueError(repr(PROMPT)))
    line = formatter.format(made)
    assert "Kafka" not in line
    assert "with" in formatter.format(record("%s", "with")), "nothing as short as `it` is looked for"


class Written:
    """What has come to standard error so far."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self._text = ""

    def getvalue(self) -> str:
        self._text += self._captured.readouterr().err
        return self._text


@pytest.fixture
def stderr(capsys: pytest.CaptureFixture[str]) -> Generator[Written]:
    """Where `setup` lets the log be written; afterwards all loggers are as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    loggers = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    levels = [(one, one.level) for one in loggers]
    yield Written(capsys)
    root.handlers[:] = handlers
    root.setLevel(level)
    for one, before in levels:
        one.setLevel(before)


def begin(form: Any = "json") -> None:
    setup(form, "DEBUG", (KEY,))
    for one in list(logging.getLogger().manager.loggerDict.values()):
        if isinstance(one, logging.Logger):
            one.setLevel(logging.DEBUG)


def entries(written: Written) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in written.getvalue().splitlines()]


def stages(written: Written) -> list[tuple[str, str]]:
    """Which line of which job, and that each says whose it is."""
    found: list[tuple[str, str]] = []
    for entry in entries(written):
        stage = entry["message"].partition(":")[0]
        if stage in STAGES:
            assert {"job", "member", "server", "model"} <= entry.keys()
            found.append((stage, entry["job"]))
    return found


def test_a_line_that_cannot_be_written_is_not_quoted(stderr: Written) -> None:
    setup("text", "INFO", (KEY,))
    logging.getLogger("bot.x").info("%d", f"{KEY} {PROMPT}")
    logging.getLogger("bot.x").info("after it")
    assert KEY not in stderr.getvalue()
    assert "Kafka" not in stderr.getvalue()
    assert "broke: TypeError" in stderr.getvalue()
    assert "after it" in stderr.getvalue()


def test_libraries_are_heard_from_warning_on(stderr: Written) -> None:
    begin("text")
    for name in ("discord.http", "aiohttp.client", "aiosqlite", "bot.x", "cogs.x"):
        logging.getLogger(name).debug("debug of %s", name)
        logging.getLogger(name).warning("warning of %s: /webhooks/1/%s", name, TOKEN)
    assert [line.split()[-1] for line in stderr.getvalue().splitlines() if "debug" in line] == ["bot.x", "cogs.x"]
    assert stderr.getvalue().count("/webhooks/1/[secret]") == 5


def test_what_ends_the_bot_is_scrubbed_too(stderr: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: object) -> None:
        raise OSError(f"https://discord.com/api/v10/webhooks/1/{TOKEN}", KEY)

    monkeypatch.setattr("bot.cli.run.serve", broken)
    monkeypatch.setenv("DISCORD_TOKEN", "a.bot.token")
    monkeypatch.setenv("AIHUBMIX_API_KEY", KEY)
    with pytest.raises(SystemExit) as ended:
        cli(["run"])
    assert ended.value.code == 1
    assert "Traceback" in stderr.getvalue()
    assert TOKEN not in stderr.getvalue()
    assert KEY not in stderr.getvalue()


async def test_a_database_error_does_not_quote_values(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        store: Store = stage.bot.services.store

        def broken(conn: sa.Connection) -> None:
            conn.execute(sa.text("INSERT INTO nowhere VALUES (:prompt)"), {"prompt": PROMPT})

        for way in (store.read, store.write):
            with pytest.raises(OperationalError) as caught:
                await way(broken)
            assert "Kafka" not in str(caught.value)


async def test_a_job_leaves_one_line_a_stage(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        (job,) = await stage.jobs()
        assert stages(stderr) == [(name, job.id) for name in ("accepted", "started", "issued", "made", "delivered")]
        (line,) = [entry for entry in entries(stderr) if entry["message"] == "made"]
        assert (line["member"], line["server"], line["model"]) == (job.user_id, job.guild_id, "gpt-4o-image")


async def test_the_lines_are_the_same_in_text(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin("text")
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        (job,) = await stage.jobs()
    about = f"job={job.id} member={job.user_id} server={job.guild_id} model=gpt-4o-image"
    lines = [line for line in stderr.getvalue().splitlines() if about in line]
    assert [line.split("bot.diary: ")[1].split()[0] for line in lines] == [
        "accepted", "started", "issued", "made", "delivered"
    ]  # fmt: skip


async def test_what_the_gateway_quotes_of_a_prompt_is_taken_out(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        message = f"Our safety system has rejected your prompt '{PROMPT}'"
        stage.gateway.will(Status(400, {"error": {"message": message, "code": "moderation_blocked"}}))
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        assert [name for name, _ in stages(stderr)] == ["accepted", "started", "issued", "failed"]
    assert "Kafka" not in stderr.getvalue()
    assert "[prompt]" in stderr.getvalue()


async def test_a_canceled_job_ends_with_one_line(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        ask, shown = await under_way(stage)
        ada = stage.person("Ada")
        question = await answer(await ada.click(shown, "Cancel"))
        await answer(await ada.click(question, "Cancel it anyway"))
        await stage.outcome(ask)
        await stage.gateway.cleared()
        assert [name for name, _ in stages(stderr)] == ["accepted", "started", "issued", "canceled"]


async def test_a_lost_job_ends_with_one_line(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        await under_way(stage)
        await stage.restart()
        stage.gateway.let_go()
        await stage.idle()
        assert [name for name, _ in stages(stderr)] == ["accepted", "started", "issued", "lost"]
        assert [entry["message"] for entry in entries(stderr)].count("taken over") == 1
        async with asking(stage.bot) as asked:
            numbers = await asked.numbers()
    key = JobLost.key
    assert numbers.of("atelier_jobs_ended_total", model="gpt-4o-image", outcome="lost", error=key) == 1


async def test_a_job_sent_again_is_issued_once(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        stage.gateway.will(rate_limited())
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        assert len([entry for entry in entries(stderr) if entry["message"].startswith("busy")]) == 1
        assert [name for name, _ in stages(stderr)] == ["accepted", "started", "issued", "made", "delivered"]


async def test_what_nobody_foresaw_ends_with_one_line_and_its_traceback(
    open_stage: OpenStage, stderr: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage() as stage:
        begin()

        async def broken(*_: object) -> None:
            raise ZeroDivisionError(PROMPT)

        monkeypatch.setattr(stage.bot.services.studio.making, "make", broken)
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        assert [name for name, _ in stages(stderr)] == ["accepted", "started", "failed"]
        (line,) = [entry for entry in entries(stderr) if entry["message"].startswith("failed")]
        assert line["level"] == "ERROR"
        assert "ZeroDivisionError" in line["error"]
    assert "Kafka" not in stderr.getvalue()


async def test_an_undelivered_result_is_told_of_once(open_stage: OpenStage, stderr: Written) -> None:
    async with open_stage() as stage:
        begin()
        for path, times in ((r"/channels/\d+/messages", 2), (r"/users/@me/channels", 4)):  # it is looked for there too
            missing = {"code": 50013, "message": "Missing Permissions"}
            stage.discord.fail_next("POST", path, 403, times=times, body=missing)
        stage.discord.fail_next("PATCH", r"/webhooks/", 403, times=40, body={"code": 50013, "message": "Missing"})
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        assert [name for name, _ in stages(stderr)].count("undelivered") == 1
        assert stages(stderr)[-1][0] == "delivered"


@pytest.mark.parametrize("log_prompts", [False, True])
async def test_prompts_are_logged_once_or_never(open_stage: OpenStage, stderr: Written, *, log_prompts: bool) -> None:
    async with open_stage(log_prompts=log_prompts) as stage:
        begin()
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image", negative="a violet dog reading Kafka")
        await stage.imagine(prompt=PROMPT, model="gpt-4o-image")
        await stage.idle()
        jobs = await stage.jobs()
    telling = [entry for entry in entries(stderr) if "Kafka" in orjson.dumps(entry).decode()]
    assert [(entry["message"], entry["prompt"]) for entry in telling] == [("accepted", PROMPT)] * len(
        jobs
    ) * log_prompts


async def test_interaction_tokens_stay_out_of_the_log(on_stage: Stage, stderr: Written) -> None:
    begin()
    limited = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    on_stage.discord.fail_next("*", r"/webhooks/", 429, times=2, body=limited)
    on_stage.discord.fail_next("POST", r"/channels/\d+/messages", 500, times=1)
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt=PROMPT, model="gpt-4o-image")
    await on_stage.outcome(ask)
    await on_stage.idle()
    assert "rate limited" in stderr.getvalue()
    assert ask.interaction.token not in stderr.getvalue()
