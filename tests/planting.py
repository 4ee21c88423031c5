"""Results that are there already, as if they had been made long ago: rows, files and entries as a real job leaves
them, without a gateway."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.db.tables import job
from bot.jobs import rows, showings
from bot.jobs.rows import Job, new_id
from bot.jobs.showings import Showing
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest, Reference
from bot.transactions import Ending, Order, Price, close_job, made_job, open_job
from sandbox.discord import components
from tests.pictures import png
from tests.stage import Stage

DAY = 24 * 3600 * 1000  # milliseconds
_SERIAL = iter(range(1, 10**9))


@dataclass(frozen=True)
class Seed:
    """What is planted, for one credit. `ago` in milliseconds."""

    who: str = "Ada"
    prompt: str = "a fox"
    model: str = "gpt-image-2"
    parent: str = ""
    private: bool = False
    ago: int = 0
    files: Sequence[tuple[str, bytes]] = (("png", png()),)
    """Suffix and bytes of each."""
    size: tuple[int, int] = (64, 48)
    """Of each picture or video, as the row says."""
    channel: str = "general"
    options: tuple[tuple[str, Any], ...] = ()


async def plant(stage: Stage, seed: Seed) -> str:
    """Its id."""
    return (await plant_all(stage, [seed]))[0]


async def plant_all(stage: Stage, seeds: Sequence[Seed]) -> list[str]:
    """In one transaction, oldest first."""
    studio = stage.bot.services.studio
    rules = await studio.rules(int(stage.world.guild.id))
    ids: list[str] = []

    def planted(conn: sa.Connection) -> None:
        for seed in seeds:
            now = studio.now() - seed.ago
            order = _order(stage, seed, now)
            assets = [
                _file(stage, order.job_id, number, suffix, data, seed.size)
                for number, (suffix, data) in enumerate(seed.files, 1)
            ]
            price = Price(1, Decimal("0.001"))
            opened = open_job(conn, order, price=price, terms=rules.terms((), now), policy=studio.policy, now=now)
            assert rows.claim(conn, order.job_id, now + 1000)
            assert made_job(conn, _done(opened.job), assets, policy=studio.policy, now=now + 9000)[0]
            ending = Ending("succeeded", 1, Decimal("0.001"))
            assert close_job(conn, opened.job, ending, policy=studio.policy, now=now + 10_000)[0]
            rows.taken_leave(conn, order.job_id)
            ids.append(order.job_id)

    await stage.bot.services.store.write(planted)
    return ids


def _order(stage: Stage, seed: Seed, now: int) -> Order:
    references = (_reference(seed.parent),) if seed.parent else ()
    options = {"model": seed.model, "prompt": seed.prompt, "parent": seed.parent, "references": references}
    return Order(
        job_id=_next_id(now),
        interaction_id=-next(_SERIAL),
        guild_id=int(stage.world.guild.id),
        channel_id=int(stage.world.channel(seed.channel).id),
        user_id=int(stage.person(seed.who).id),
        locale="en-US",
        private=seed.private,
        message_id=None,
        request=GenerationRequest.model_validate({**options, **dict(seed.options)}),
    )


def _next_id(now: int) -> str:
    """Ids sort by time, and of the same moment by when they were planted."""
    return new_id(now)[:12] + f"{next(_SERIAL):08d}"


def _reference(parent: str) -> Reference:
    return Reference(path=f"results/{parent}/1.png", mime="image/png", width=64, height=48, size=1)


def _done(planted: Job) -> Job:
    return replace(planted, cost=1, usd=Decimal("0.001"), said="", answer="")


def _file(stage: Stage, job_id: str, number: int, suffix: str, data: bytes, size: tuple[int, int]) -> Asset:
    path = stage.settings.data_dir / "results" / job_id / f"{number}.{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    mime = {"png": "image/png", "mp4": "video/mp4", "jpg": "image/jpeg"}[suffix]
    digest = hashlib.sha256(data).hexdigest()
    relative = path.relative_to(stage.settings.data_dir).as_posix()
    return Asset(number, relative, mime, *size, len(data), digest, 1.0 if mime == "video/mp4" else 0)


async def show(stage: Stage, job_id: str, channel: str = "general") -> dict[str, Any]:
    """Post a planted result as the bot does."""
    services = stage.bot.services
    loaded = await services.store.read(rows.load, job_id)
    assert loaded
    assets = await services.store.read(rows.assets_of, job_id)
    where = int(stage.world.channel(channel).id)
    nonce = f"planted-{next(_SERIAL)}"
    message = await services.desk.show_again(loaded, assets, where, loaded.guild_id, nonce=nonce)
    await services.store.write(showings.note, job_id, Showing(message.id, where), services.studio.now())
    return next(shown for shown in stage.discord.messages(channel) if shown["id"] == str(message.id))


def texts(message: dict[str, Any]) -> str:
    """Everything that can be read in a message of either kind."""
    return "\n".join([message["content"], *components.texts(message["components"])])


async def stored(stage: Stage, job_id: str) -> dict[str, Any]:
    """The row as it is."""

    def row(conn: sa.Connection) -> dict[str, Any]:
        return dict(conn.execute(sa.select(job).where(job.c.id == job_id)).mappings().one())

    return await stage.bot.services.store.read(row)
