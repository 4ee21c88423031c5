"""A member's jobs and credits in one message: what is under way, where it shows, and how to stop or fetch it."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.credits import ledger
from bot.credits.ledger import Account
from bot.errors import NotPermitted, UnknownJob
from bot.jobs import finding, queue, rows
from bot.jobs.queue import Outlook
from bot.jobs.rows import Job
from bot.ui import NOBODY
from bot.ui.answer import Answer
from bot.ui.balance import balance_lines, payer_lines
from bot.ui.cancel import cancel
from bot.ui.lasting import Lasting
from bot.ui.payer import Payer, payer_here, server_of
from bot.ui.place import address, moderates, permitted
from bot.ui.saying import told
from bot.ui.texts import MESSAGE, one_line, plain, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier

SHOWN = 25  # what a menu holds
LABEL = 100


async def show_panel(interaction: "discord.Interaction[Atelier]", member: discord.abc.User, *, fresh: bool) -> None:
    """Of the member themself, or of another for a moderator. `fresh`: in a message of its own, else in place."""
    services, locale = interaction.client.services, str(interaction.locale)
    mine = member.id == interaction.user.id
    asked_in = None if mine else server_of(interaction)
    if not mine and not moderates(interaction):
        raise NotPermitted(permission="owner_or_moderator")
    await (interaction.response.defer(ephemeral=True, thinking=True) if fresh else interaction.response.defer())
    studio = services.studio
    payer = await payer_here(interaction) if asked_in is None else Payer(asked_in)
    who = Account(payer.guild_id, member.id)
    balance = await studio.balance(who, payer.roles)
    rules = await studio.rules(who.guild_id)
    pool = await services.store.read(ledger.pool_left, who, rules.terms((), studio.now()))
    found = await services.store.read(finding.open_of, who.user_id, asked_in)
    outlooks = await services.store.read(queue.outlooks, studio.policy.limits, studio.now())
    jobs = found[:SHOWN]
    lines = [] if mine else [f"<@{member.id}>"]
    lines += balance_lines(locale, balance, pool, rules, studio.now())
    lines += payer_lines(locale, payer)
    lines.append(locales.text(locale, "panel.title" if found else "panel.empty", count=len(found)))
    for job in jobs:
        line = _line(services.catalog.title(job.request.model), job, outlooks.get(job.id), locale, mine=mine)
        if sum(map(len, lines)) + len(lines) + len(line) > MESSAGE:
            break  # the menus have them all
        lines.append(line)
    await interaction.edit_original_response(
        content="\n".join(lines), view=_view(jobs, who, locale, mine=mine), allowed_mentions=NOBODY
    )


def _line(title: str, job: Job, outlook: Outlook | None, locale: str, *, mine: bool) -> str:
    prompt = plain(shortened(_words(job, locale, mine=mine), 60))
    return f"- {title} · {_state(job, outlook, locale)} · {prompt}{_jump(job)}"


def _words(job: Job, locale: str, *, mine: bool) -> str:
    """What is private is the member's own, also for moderators."""
    return one_line(job.request.prompt) if mine or not job.private else locales.text(locale, "panel.private")


def _state(job: Job, outlook: Outlook | None, locale: str) -> str:
    if job.undelivered_at is not None:
        return locales.text(locale, "panel.undelivered")
    if job.state != "queued" or outlook is None:
        return locales.text(locale, f"panel.{'delivering' if job.state == 'delivering' else 'running'}")
    place = locales.text(locale, "progress.position", position=outlook.position)
    if outlook.likely is None:
        return place
    return f"{place}, {locales.text(locale, 'progress.likely', likely=f'<t:{outlook.likely // 1000}:R>')}"


def _jump(job: Job) -> str:
    """To its progress, where that is a message everybody can be led to."""
    if job.private or job.message_id is None:
        return ""
    return f" · {address(job.asked_in, job.channel_id, job.message_id)}"


def _view(jobs: list[Job], who: Account, locale: str, *, mine: bool) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    stoppable = [job for job in jobs if job.state != "delivering"]
    waiting = [job for job in jobs if job.undelivered_at is not None]
    for what, offered in (("cancel", stoppable), ("fetch", waiting)):
        if offered:
            view.add_item(JobMenu(what, [(job.id, _words(job, locale, mine=mine)) for job in offered], locale))
    view.add_item(RefreshButton(who.user_id, locales.text(locale, "panel.refresh")))
    return view


class JobMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"jobs:(?P<what>cancel|fetch)"):
    """Stops a job, or has a result delivered that Discord did not take before."""

    def __init__(self, what: str, jobs: list[tuple[str, str]], locale: str) -> None:
        options = [discord.SelectOption(label=shortened(words, LABEL), value=job_id) for job_id, words in jobs] or [
            discord.SelectOption(label="-")
        ]
        placeholder = locales.text(locale, f"panel.{what}")
        super().__init__(discord.ui.Select(custom_id=f"jobs:{what}", options=options, placeholder=placeholder))
        self.what = what

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["what"], [], locales.DEFAULT)

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        job_id = self.item.values[0]
        work = cancel(interaction, job_id, sure=False) if self.what == "cancel" else _fetch(interaction, job_id)
        await work


async def _fetch(interaction: "discord.Interaction[Atelier]", job_id: str) -> None:
    """By a message that only the member sees, which is open whatever the channel allows."""
    services = interaction.client.services
    job = permitted(interaction, await services.store.read(rows.load, job_id), job_id)
    if job.state != "delivering":
        raise UnknownJob(job=job_id)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if not await services.studio.deliver_again(job_id, lambda: services.desk.open(job_id, Answer(interaction))):
        await told(interaction, locales.text(str(interaction.locale), "panel.still_not"))


class RefreshButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"jobs:show:(?P<member>\d{1,20})"
):
    """The same panel, as things are now."""

    stays = True

    def __init__(self, member: int, label: str = "↻") -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"jobs:show:{member}"))
        self.member = member

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(int(match["member"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        mine = self.member == interaction.user.id
        member: Any = interaction.user if mine else discord.Object(self.member)
        await show_panel(interaction, member, fresh=False)
