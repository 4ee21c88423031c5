"""What a plain message asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

from bot import locales
from bot.errors import NoPictureHere, PictureHidden, PictureMissing, PromptMissing
from bot.jobs import finding, showings
from bot.jobs.rows import DIRECT
from bot.ui.asking import Written
from bot.ui.reach import allow, own_pictures, pictures_in, reachable, rules_at
from bot.ui.wishes import Wish

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.jobs.rows import Job

_PICK = re.compile(r"\s*#?(\d{1,2})\s*[:：](?!\d)\s*")  # 3:2 is a shape


async def wished(bot: Atelier, message: discord.Message) -> Wish | None:
    """None when the message is not meant for the bot. Raises RequestRefused."""
    mentioned = bot.user is not None and re.search(rf"<@!?{bot.user.id}>", message.content) is not None
    words = _words(bot, message.content)
    if message.message_snapshots:
        return None  # what is forwarded is no reply to what it was, and nothing is said with it
    replied_to = message.reference.message_id if message.reference else None
    job = await bot.services.store.read(showings.job_at, replied_to) if replied_to else None
    if job is not None:
        return await _about_result(bot, message, job, words, mentioned=mentioned)
    if not (mentioned or message.guild is None):
        return None
    if replied_to is not None and (mentioned or _forwards(message)):
        return await _about_message(bot, message, words)
    pictures = pictures_in(message)
    if not words and not pictures:
        return None
    if not words:
        raise PromptMissing
    return Wish(medium="image", model="", options={"prompt": words}, pictures=pictures, trims=True, ask=not pictures)


async def _about_result(
    bot: Atelier, message: discord.Message, job: Job, words: str, *, mentioned: bool
) -> Wish | None:
    """A reply to a result. One that Discord does not show, or to what has not become a result, is none of ours."""
    pictures = pictures_in(message)
    if not words and not pictures:
        return None
    if job.state != "succeeded":
        return None
    asker = Written(bot, message, job.locale)
    if not mentioned and not (await rules_at(bot.services, asker.asked_in)).plain_replies:
        return None
    await reachable(asker, job.id)
    pick = _PICK.match(words)
    words = words[pick.end() :] if pick else words
    if not words:
        raise PromptMissing
    if job.request.medium == "video":
        return Wish(
            medium="video",
            model="",
            options={"prompt": words},
            pictures=pictures,
            origin=job.id,
            trims=True,
            spoiler=job.spoiler or None,
        )
    return Wish(
        medium="image",
        model="",
        options={"prompt": words},
        pictures=pictures,
        parent=job,
        picks=(int(pick[1]),) if pick else (),
        trims=True,
    )


async def _about_message(bot: Atelier, message: discord.Message, words: str) -> Wish:
    """A reply that mentions the bot, to somebody's message: its pictures, and those that came along."""
    replied_to = _resolved(message)
    if replied_to is None:
        raise NoPictureHere
    found = pictures_in(replied_to)
    if not found and not any(part.content for part in (replied_to, *replied_to.message_snapshots)):
        raise PictureHidden
    if found and not own_pictures(replied_to, message.author.id):
        allow(await rules_at(bot.services, message.guild.id if message.guild else DIRECT), "anyone")
    pick = _PICK.match(words)
    if pick and found:
        chosen = int(pick[1])
        if not 1 <= chosen <= len(found):
            raise PictureMissing(number=chosen, count=len(found))
        found, words = [found[chosen - 1]], words[pick.end() :]
    pictures = [*found, *pictures_in(message)]
    if not pictures:
        raise NoPictureHere
    if not words:
        raise PromptMissing
    return Wish(medium="image", model="", options={"prompt": words}, pictures=pictures, trims=True)


def _resolved(message: discord.Message) -> discord.Message | None:
    """What it replies to, where that is there."""
    replied_to = message.reference.resolved if message.reference else None
    return None if replied_to is None or isinstance(replied_to, discord.DeletedReferencedMessage) else replied_to


def _forwards(message: discord.Message) -> bool:
    """Whether it replies to something that was forwarded: in direct messages nobody else can be meant."""
    replied_to = _resolved(message)
    return replied_to is not None and bool(replied_to.message_snapshots)


def _words(bot: Atelier, content: str) -> str:
    """Without the mention."""
    return re.sub(rf"<@!?{bot.user.id}>", " ", content).strip() if bot.user else content.strip()


async def locale_of(bot: Atelier, message: discord.Message) -> str:
    """Messages do not say: the language the member's last command came in, else the server's."""
    known = await bot.services.store.read(finding.locale_of, message.author.id)
    return known or (str(message.guild.preferred_locale) if message.guild else locales.DEFAULT)
