"""Appeals: a member asks the server's moderators about what a model refused. There is one decision, whoever presses
when; what it leads to is carried out once."""

import logging
import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales, refusals
from bot.catalog.spec import ModelSpec
from bot.errors import AppealsClosed, NotPermitted, UnknownJob
from bot.jobs import rows
from bot.jobs.rows import Job, new_id
from bot.log import withhold
from bot.media.requests import GenerationRequest
from bot.refusals import Refusal
from bot.transactions import Order
from bot.tree import cause
from bot.ui import NOBODY, TROUBLE
from bot.ui.asking import Continued
from bot.ui.copying import copied
from bot.ui.lasting import Lasting
from bot.ui.orders import once, place
from bot.ui.payer import roles_at
from bot.ui.place import moderates, roles_of
from bot.ui.refused import check_given, refused_job
from bot.ui.texts import MESSAGE, QUOTED, one_line, plain, quoted, sentence, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.services import Services

log = logging.getLogger(__name__)

SHOWN = 700  # characters of a prompt that moderators read; escaped, it may be twice as long


class AppealButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"appeal:(?P<job>[0-9A-Z]{20}):(?P<sure>ask|sure)"
):
    """`ask` sends what everybody could read to the moderators at once, and asks first about what was private."""

    def __init__(self, job_id: str, *, sure: bool, label: str = "…") -> None:
        custom_id = f"appeal:{job_id}:{'sure' if sure else 'ask'}"
        style = discord.ButtonStyle.primary if sure else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id))
        self.job_id = job_id
        self.sure = sure
        self.stays = sure

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], sure=match["sure"] == "sure")

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """The question about what was private becomes the answer."""
        locale = str(interaction.locale)
        if self.sure:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
        job, refusal = await refused_job(interaction, self.job_id)
        refusals.check_open(refusal)
        if job.private and not self.sure:
            view = discord.ui.View(timeout=None)
            view.add_item(AppealButton(job.id, sure=True, label=locales.text(locale, "appeal.send")))
            await interaction.edit_original_response(content=locales.text(locale, "appeal.private"), view=view)
            return
        await _appeal(interaction, job, refusal)
        await interaction.edit_original_response(content=locales.text(locale, "appeal.sent"), view=None)


async def _appeal(interaction: "discord.Interaction[Atelier]", job: Job, refusal: Refusal) -> None:
    """Posted, then noted: after a crash in between the member may ask again. The nonce makes two presses at once one
    post. Raises AppealsClosed."""
    services = interaction.client.services
    channel_id = (await services.studio.rules(job.asked_in)).appeals_channel
    if not channel_id:
        raise AppealsClosed
    locale = str(interaction.guild_locale or interaction.locale)
    view = discord.ui.View(timeout=None)
    view.add_item(RulingButton(job.id, "allow", locales.text(locale, "appeal.allow")))
    view.add_item(RulingButton(job.id, "uphold", locales.text(locale, "appeal.uphold")))
    channel = interaction.client.get_partial_messageable(channel_id, guild_id=job.asked_in)
    try:
        await channel.send(
            appeal_text(job, refusal, services.catalog.title(job.request.model), locale),
            view=view,
            nonce=f"{job.id}-ask",
            allowed_mentions=NOBODY,
        )
    except (discord.NotFound, discord.Forbidden) as error:
        raise AppealsClosed(str(error)) from error
    await services.store.write(refusals.appeal, job.id, roles_of(interaction), services.studio.now())


def appeal_text(job: Job, refusal: Refusal, title: str, locale: str) -> str:
    """Who, with which model, the prompt behind spoiler bars, and why it was refused."""
    prompt = plain(shortened(one_line(job.request.prompt), SHOWN))
    lines = [
        locales.text(locale, "appeal.title", member=f"<@{job.user_id}>", model=plain(title)),
        f"||{prompt}||",
    ]
    if refusal.reason:
        reason = plain(shortened(one_line(refusal.reason), QUOTED // 2))
        lines.append(locales.text(locale, "appeal.reason", reason=reason))
    return shortened("\n".join(lines), MESSAGE)


class RulingButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"ruling:(?P<job>[0-9A-Z]{20}):(?P<said>allow|uphold)",
):
    """For members with Manage Messages. The first press decides."""

    stays = True

    def __init__(self, job_id: str, said: str, label: str = "…") -> None:
        style = discord.ButtonStyle.success if said == "allow" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"ruling:{job_id}:{said}"))
        self.job_id = job_id
        self.said: refusals.Decision = "allow" if said == "allow" else "uphold"

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        services = interaction.client.services
        if not moderates(interaction, interaction.channel_id):
            raise NotPermitted(permission="manage_messages")
        job = await services.store.read(rows.load, self.job_id)
        refusal = await services.store.read(refusals.load, self.job_id)
        asked = refusal is not None and refusal.appealed_at is not None
        if job is None or not asked or job.asked_in != interaction.guild_id:
            raise UnknownJob(job=self.job_id)
        withhold(job.request.words())
        await interaction.response.defer()
        now = services.studio.now()
        ruled = await services.store.write(refusals.decide, job.id, self.said, interaction.user.id, now)
        log.info("appeal: %s", ruled.decision, extra={"job": job.id, "member": job.user_id, "server": job.guild_id})
        await _carry_out(interaction.client, services, job, ruled)
        await services.store.write(refusals.told, job.id, services.studio.now())
        await self._sign(interaction, job, ruled)

    @staticmethod
    async def _sign(interaction: "discord.Interaction[Atelier]", job: Job, ruled: Refusal) -> None:
        """What was decided, and by whom, in place of the buttons."""
        locale = str(interaction.guild_locale or interaction.locale)
        title = interaction.client.services.catalog.title(job.request.model)
        said = locales.text(locale, f"appeal.ruled_{ruled.decision}", moderator=f"<@{ruled.decided_by}>")
        content = f"{appeal_text(job, ruled, title, locale)}\n{said}"
        try:
            await interaction.edit_original_response(content=content, view=None, allowed_mentions=NOBODY)
        except TROUBLE as error:
            log.warning("cannot show what was decided: %s", error, extra={"job": job.id})


async def _carry_out(client: discord.Client, services: "Services", job: Job, ruled: Refusal) -> None:
    """The member hears of it, and what was allowed is run. When it cannot be, they hear why, and have a button for when
    it can."""
    key = "appeal.told_allow" if ruled.decision == "allow" else "appeal.told_uphold"
    message = await _tell(client, job, f"{quoted(job.request.prompt)}\n{locales.text(job.locale, key)}")
    if ruled.decision != "allow":
        return
    try:
        await _run(services, job, ruled, None if message is None or job.private else message.id)
    except Exception as error:  # noqa: BLE001  # whatever it is, the decision stands and the member may run it later
        why = sentence(cause(error), job.locale)
        said = f"{quoted(job.request.prompt)}\n{locales.text(job.locale, 'appeal.told_but', why=why)}"
        view = discord.ui.View(timeout=None)
        view.add_item(AllowedButton(job.id, locales.text(job.locale, "appeal.run")))
        try:
            if message is not None:
                await message.edit(content=said, view=view, allowed_mentions=NOBODY)
        except TROUBLE as trouble:
            log.warning("cannot say why it is not run: %s", trouble, extra={"job": job.id})


async def _tell(client: discord.Client, job: Job, said: str) -> discord.Message | None:
    """Under the job's last word, or as a direct message where it was private or the channel is closed; None where both
    are."""
    nonce = f"{job.id}-say"
    ways: list[tuple[discord.abc.Messageable, dict[str, Any]]] = []
    try:
        if not job.private:
            channel = client.get_partial_messageable(job.channel_id, guild_id=job.asked_in)
            reply: dict[str, Any] = {}
            if job.message_id is not None:
                reference = channel.get_partial_message(job.message_id).to_reference(fail_if_not_exists=False)
                reply = {"reference": reference, "mention_author": False}
            ways.append((channel, reply))
        ways.append((await client.create_dm(discord.Object(job.user_id)), {}))
    except TROUBLE as error:
        log.info("no direct message to the member: %s", error, extra={"job": job.id})
    for way, more in ways:
        try:
            return await way.send(said, nonce=nonce, allowed_mentions=NOBODY, suppress_embeds=True, **more)
        except TROUBLE as error:
            log.info("cannot tell the member of the decision: %s", error, extra={"job": job.id})
    return None


async def _run(services: "Services", job: Job, ruled: Refusal, message_id: int | None) -> None:
    """The same request with the loosest moderation its model has; the member pays what they would have paid. Raises
    what keeps it from being run, and leaves nothing behind then."""
    check_given(services, job)
    spec = services.catalog.offered(job.request.model)
    job_id = new_id(services.studio.now())
    kept = False
    try:
        order = Order(
            job_id=job_id,
            interaction_id=once(f"allowed:{job.id}"),
            guild_id=job.guild_id,
            channel_id=job.channel_id,
            user_id=job.user_id,
            locale=job.locale,
            private=job.private,
            message_id=message_id,
            request=await _loosened(services, job, spec, job_id),
            roles=ruled.roles,
            agreed=job.hold,
            spoiler=job.spoiler,
            asked_in=job.asked_in,
        )
        kept = (await services.studio.submit(order)).id == job_id
    finally:
        if not kept:
            await services.files.discard(job_id)


async def _loosened(services: "Services", job: Job, spec: ModelSpec, job_id: str) -> GenerationRequest:
    """Once more, with the loosest moderation the model has."""
    return (await copied(services, job, spec, job_id)).model_copy(update={"moderation": spec.loosest})


class AllowedButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"allowed:(?P<job>[0-9A-Z]{20})"):
    """Under what the moderators have allowed and what could not be run at once. Its message becomes the progress."""

    stays = True

    def __init__(self, job_id: str, label: str = "…") -> None:
        custom_id = f"allowed:{job_id}"
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.job_id = job_id

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """Of a private job it is a direct message, so that the server is the job's and not where it was pressed."""
        services = interaction.client.services
        job = await services.store.read(rows.load, self.job_id)
        refusal = await services.store.read(refusals.load, self.job_id)
        if job is None or refusal is None or refusal.decision != "allow":
            raise UnknownJob(job=self.job_id)
        if interaction.user.id != job.user_id:
            raise NotPermitted(permission="owner")
        withhold(job.request.words())
        check_given(services, job)
        spec = services.catalog.offered(job.request.model)
        await interaction.response.defer()
        asker = Continued(interaction)
        asker.guild_id, asker.channel_id, asker.asked_in = job.guild_id, job.channel_id, job.asked_in
        asker.roles = await roles_at(interaction, job.guild_id)
        await place(
            asker,
            lambda job_id: _loosened(services, job, spec, job_id),
            private=job.private,
            spoiler=job.spoiler,
            once=once(f"allowed:{job.id}"),
            agreed=job.hold,
        )
