"""The operator's books beside the gateway's bill; ceilings; the gateway's balance; what the command line says of it."""

import csv
import io
import logging
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.credits.books import books, checks, spent
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import CutStream, Refuse
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.programs import Ended, program
from tests.stage import Stage

MODEL = "gpt-4o-image"
EVERYTHING = "1970-01-01"
DAY = 24 * 3600 * 1000


async def made(stage: Stage, count: int = 1, **options: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for _ in range(count):
        shown = await stage.imagine(options={"prompt": "a fox", "model": MODEL, **options})
        await stage.idle()
    return shown


async def booked(stage: Stage) -> Decimal:
    return await stage.bot.services.store.read(spent, EVERYTHING)


def billed(stage: Stage) -> Decimal:
    return sum((charge.usd for charge in stage.gateway.bill), Decimal(0))


# -- books


@pytest.mark.parametrize("model", [MODEL, "gpt-image-2", "imagen-3.0-generate-002", "flux-kontext-max"])
async def test_the_books_say_what_the_gateway_bills(open_stage: OpenStage, model: str) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await made(stage, 2, model=model)
        stage.gateway.will(Refuse())
        await made(stage, 1, model=model)
        stage.gateway.will(statuses.rate_limited(), statuses.rate_limited())
        await made(stage, 1, model=model)
        assert abs(await booked(stage) - billed(stage)) <= billed(stage) / 10


async def test_what_brought_nothing_is_told_apart(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await made(stage)
        stage.gateway.will(CutStream("progress"))
        await made(stage)
        (line,) = await stage.bot.services.store.read(books, EVERYTHING)
        assert (line.guild_id, line.model, line.count, line.charged) == (int(stage.world.guild.id), MODEL, 2, 5)
        assert (line.billed, line.wasted) == (Decimal("0.010"), Decimal("0.005"))
        assert line.billed == billed(stage)


async def test_what_was_not_executed_is_in_no_book(on_stage: Stage) -> None:
    on_stage.gateway.always(statuses.rate_limited())
    await made(on_stage)
    on_stage.gateway.always(statuses.insufficient_user_quota())
    await made(on_stage)
    assert await booked(on_stage) == billed(on_stage) == 0


async def test_a_translation_is_in_the_books_and_charged_to_nobody(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await made(stage, prompt="ein roter Fuchs im Schnee", model="imagen-3.0-generate-002")
        found = await stage.bot.services.store.read(books, EVERYTHING)
        assert [(line.count, line.charged) for line in found] == [(2, 30)]
        assert Decimal("0.03") < found[0].billed < Decimal("0.031")


async def test_a_cancelled_job_is_paid_and_billed(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", options={"prompt": "a fox", "model": MODEL})
    await on_stage.gateway.reached()
    (job,) = await on_stage.jobs()
    await on_stage.bot.services.studio.cancel(job.id, sure=True)
    await on_stage.outcome(ask)
    (line,) = await on_stage.bot.services.store.read(books, EVERYTHING)
    assert (line.charged, line.billed, line.wasted) == (5, Decimal("0.005"), Decimal("0.005"))


# -- ceilings


@pytest.mark.parametrize(("setting", "span"), [("usd_per_day", "today"), ("usd_per_month", "this month")])
async def test_a_ceiling_declines_politely_and_tells_the_owner_once(
    open_stage: OpenStage, setting: str, span: str
) -> None:
    async with open_stage(**{setting: Decimal("0.012")}) as stage:
        await made(stage, 2)
        refused = await made(stage)
        assert refused["content"] == (
            f"The studio has reached its budget for {span}: please come back when the next one begins."
        )
        await made(stage)
        assert len(stage.gateway.bill) == 2
        owner = stage.world.direct_channel(stage.world.user("Olga"))
        (told,) = stage.discord.messages(owner)
        assert told["content"].startswith("Atelier: the spending ceiling is reached")
        studio, now = stage.bot.services.studio, stage.bot.services.studio.now()
        studio.now = lambda: now + 32 * DAY
        assert (await made(stage))["attachments"], "a new day, a new month"


async def test_open_requests_count_against_the_ceiling(open_stage: OpenStage) -> None:
    async with open_stage(usd_per_day=Decimal("0.012"), max_running_per_member=1) as stage:
        stage.gateway.hold()
        asks: list[Ask] = []
        for number in range(3):
            options = {"prompt": f"{number}", "model": MODEL}
            asks.append(await stage.person("Ada").slash("imagine", channel="general", options=options))
            if number < 2:
                await asks[-1].until(lambda message: message["components"])
        assert "reached its budget" in (await stage.outcome(asks[2]))["content"]
        stage.gateway.let_go()
        for ask in asks[:2]:
            assert (await stage.outcome(ask))["attachments"]


# -- the gateway's own balance


async def test_the_balance_is_compared_with_the_books(on_stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.upkeep")
    upkeep = on_stage.bot.services.upkeep
    start = on_stage.bot.services.studio.now()
    upkeep.now = lambda: start
    await upkeep.balance()
    await made(on_stage, 2)
    upkeep.now = on_stage.bot.services.studio.now
    await upkeep.balance()
    (check,) = await on_stage.bot.services.store.read(checks, 0)
    assert check.gone == check.billed == Decimal("0.010")
    assert upkeep.remaining is not None
    assert caplog.records[-1].levelno == logging.INFO


async def test_money_that_goes_elsewhere_is_a_warning(on_stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    upkeep = on_stage.bot.services.upkeep
    start = on_stage.bot.services.studio.now()
    upkeep.now = lambda: start
    await upkeep.balance()
    on_stage.gateway.balance -= Decimal(1)
    upkeep.now = lambda: start + 1
    await upkeep.balance()
    assert caplog.records[-1].levelno == logging.WARNING
    assert "US$1.00" in caplog.records[-1].getMessage()


# -- the command line


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def ledger(stage: Stage, *arguments: str) -> Ended:
    folder = stage.settings.data_dir
    return await program("-m", "bot", "ledger", *arguments, folder=folder, settings={"DATA_DIR": str(folder)})


async def test_the_books_are_printed(on_stage: Stage) -> None:
    await made(on_stage, 2)
    ended = await ledger(on_stage, "books")
    heads, line, total = ended.out.splitlines()
    assert heads.split("  ")[0] == "day"
    assert line.split()[2:] == [MODEL, "2", "0.0100", "0.0000", "10"]
    assert total == "30 days: US$0.0100 billed, 10 credits charged."


@pytest.mark.parametrize("what", ["entries", "jobs", "expenses"])
async def test_everything_is_exported_as_csv_without_prompts(on_stage: Stage, what: str) -> None:
    await made(on_stage, prompt="=cmd|secret prompt")
    ended = await ledger(on_stage, "export", what)
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert len(rows) == {"entries": 3, "jobs": 1, "expenses": 1}[what]
    assert "secret prompt" not in ended.out
    to_file = await ledger(on_stage, "export", what, "-o", "out.csv")
    assert to_file.out == ""
    written = on_stage.settings.data_dir / "out.csv"
    assert written.read_text() == ended.out
    written.unlink()


async def test_a_backup_is_a_whole_copy_of_a_running_bot_s_books(on_stage: Stage, tmp_path: Path) -> None:
    await made(on_stage)
    target = tmp_path / "safe" / "copy.db"
    target.parent.mkdir()
    ended = await ledger(on_stage, "backup", str(target))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("copied, opened and audited. The books are right.\n")
    assert names(target.parent) == ["copy.db"]
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT count(*) FROM job").fetchone() == (1,)
    copy.close()
    again = await ledger(on_stage, "backup", str(target))
    assert again.code == 78
    assert "is there already" in again.err


async def test_a_backup_of_books_that_are_not_right_says_so(on_stage: Stage, tmp_path: Path) -> None:
    await made(on_stage)
    path = on_stage.settings.data_dir / "atelier.db"
    with sqlite3.connect(path) as broken:
        broken.execute("UPDATE wallet SET balance = balance + 1")
    broken.close()
    ended = await ledger(on_stage, "backup", str(tmp_path / "copy.db"))
    assert ended.code == 1
    assert "a true copy of books that are not right. 1 discrepancies." in ended.out
    assert not (tmp_path / "copy.db").exists()
    with sqlite3.connect(path) as mended:
        mended.execute("UPDATE wallet SET balance = balance - 1")
    mended.close()
