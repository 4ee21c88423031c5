"""A job's place in Discord: the message that shows its progress."""

import logging
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from typing import Any

import discord

from bot.errors import NotPermitted, UnknownJob
from bot.jobs.rows import BETWEEN_PEOPLE, DIRECT, Job
from bot.ui import NOBODY
from bot.ui.answer import Answer, Later

log = logging.getLogger(__name__)

LOOKED_THROUGH = 2000  # messages since the job was asked for
DEFAULT_LIMIT = 10 * 2**20  # bytes a file, where nobody says otherwise


def moderates(interaction: discord.Interaction[Any], channel_id: int | None = None) -> bool:
    """Whether the member may manage messages all over the server; or in that channel, when they are there."""
    guild_wide = getattr(interaction.user, "guild_permissions", None)
    if guild_wide is not None and guild_wide.manage_messages:
        return True
    return channel_id is not None and interaction.channel_id == channel_id and interaction.permissions.manage_messages


def roles_of(interaction: discord.Interaction[Any]) -> tuple[int, ...]:
    """The member's, which may bring an allowance."""
    return tuple(role.id for role in getattr(interaction.user, "roles", ()))


def channels_of(source: discord.Interaction[Any] | discord.Message) -> tuple[int, ...]:
    """Where something was said: the channel, of a thread the one it belongs to, and the category."""
    channel = source.channel
    ids = (getattr(channel, name, None) for name in ("id", "parent_id", "category_id"))
    return tuple(id_ for id_ in ids if id_)


def address(server: int, channel_id: int, message_id: int) -> str:
    """Of a message, as clients open it; `server`: its id, DIRECT or BETWEEN_PEOPLE."""
    return f"https://discord.com/channels/{server if server > DIRECT else '@me'}/{channel_id}/{message_id}"


def asked_in(interaction: discord.Interaction[Any]) -> int:
    """Where an interaction comes from, as a job remembers it."""
    if interaction.guild_id is not None:
        return interaction.guild_id
    return BETWEEN_PEOPLE if interaction.context.private_channel else DIRECT


def permitted(interaction: discord.Interaction[Any], job: Job | None, job_id: str, *, moderators: bool = False) -> Job:
    """The job, for its owner wherever they are; for `moderators` on the server where it was asked.

    What was asked elsewhere does not exist for others. Raises UnknownJob, NotPermitted.
    """
    if job is not None and interaction.user.id == job.user_id:
        return job
    if job is None or interaction.guild_id is None or interaction.guild_id != job.asked_in:
        raise UnknownJob(job=job_id)
    if moderators and moderates(interaction, job.channel_id):
        return job
    raise NotPermitted(permission="owner_or_moderator" if moderators else "owner")


async def found_in(
    channel: discord.abc.Messageable, job: Job, wanted: Callable[[discord.Message, Job], bool]
) -> discord.Message | None:
    """A message sent since the job was asked for. Raises what leaves it open whether there is one."""
    async for message in _since(channel, job.id, _asked(job)):
        if wanted(message, job):
            return message
    return None


def _asked(job: Job) -> int:
    return discord.utils.time_snowflake(datetime.fromtimestamp(job.created_at / 1000, UTC))


async def _since(channel: discord.abc.Messageable, job_id: str, snowflake: int) -> AsyncGenerator[discord.Message]:
    try:
        async for message in channel.history(after=discord.Object(snowflake), limit=LOOKED_THROUGH):
            yield message
    except (discord.NotFound, discord.Forbidden) as error:
        log.info("cannot look through a channel: %s", error, extra={"job": job_id})


def findable(interaction: discord.Interaction[Any]) -> bool:
    """Whether a message for everybody, posted by its token, could be looked for: a followup has no nonce, so that one
    whose answer was lost would be sent twice."""
    if asked_in(interaction) == DIRECT:
        return True
    given = interaction.app_permissions
    known = interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None
    return known and given.view_channel and given.read_message_history


async def answers_to(interaction: discord.Interaction[Any], job_id: str) -> list[discord.Message]:
    """Messages posted since that show the job's progress, or ask about it. Raises what leaves it open."""
    channel = interaction.client.get_partial_messageable(interaction.channel_id or 0, guild_id=interaction.guild_id)
    return [message async for message in _since(channel, job_id, interaction.id) if _awaits(message, job_id)]


def _awaits(message: discord.Message, job_id: str) -> bool:
    """By its buttons."""
    shown = str([row.to_dict() for row in message.components])
    return any(f"{what}:{job_id}:" in shown for what in ("cancel", "confirm", "enhance"))


class Place:
    """Edited by the token of the answer while that lives, else by the bot's own."""

    def __init__(self, client: discord.Client, job: Job, answer: Answer | None) -> None:
        self._client = client
        self._job = job
        self._answer = answer

    def sought(self) -> Answer | None:
        """What shows the progress of a job whose row does not know: a process may have ended before it could note it.
        None of one that nobody can look for: a private one, or where the bot itself is not."""
        if self._job.private or self._job.message_id is not None or not self._job.within_reach:
            return None
        return Later(self._send, find=self._progress, before=True, limit=DEFAULT_LIMIT)

    async def _progress(self) -> list[discord.Message]:
        job = self._job
        return [message async for message in _since(self.channel, job.id, _asked(job)) if _awaits(message, job.id)]

    async def _send(self, **shown: Any) -> discord.Message:
        return await self.channel.send(**shown, nonce=f"{self._job.id}-p")

    @property
    def answer(self) -> Answer | None:
        """While its token lives."""
        return None if self._answer is None or self._answer.expired else self._answer

    @property
    def channel(self) -> discord.PartialMessageable:
        """Where the member asked."""
        guild_id = self._job.asked_in if self._job.asked_in > DIRECT else None
        return self._client.get_partial_messageable(self._job.channel_id, guild_id=guild_id)

    async def edit(self, **changes: Any) -> bool:
        """False when nothing can reach it any more: where the bot itself sees nothing, a message whose token has
        ended."""
        if self.answer is not None:
            await self.answer.edit(**changes)
        elif message := self._message:
            await message.edit(**changes, allowed_mentions=NOBODY)
        else:
            return False
        return True

    async def delete(self) -> None:
        """Remove it, if anything can."""
        if self.answer is not None:
            await self.answer.delete()
        elif message := self._message:
            await message.delete()

    @property
    def _message(self) -> discord.PartialMessage | None:
        if self._job.message_id is None or self._job.private or not self._job.within_reach:
            return None
        return self.channel.get_partial_message(self._job.message_id)
