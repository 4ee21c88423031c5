"""Four prompts for a picture, each with a button that runs it. The buttons live for ever: the prompts are stored."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.errors import ButtonGone, NothingToDescribe
from bot.jobs.finding import latest_picture
from bot.jobs.rows import new_id
from bot.media.threads import in_thread
from bot.media.uploads import JPEG, Needs
from bot.prompt_help import Member
from bot.suggestions import Suggestion, suggest, suggested
from bot.ui import NOBODY
from bot.ui.lasting import Lasting
from bot.ui.ordering import fulfil
from bot.ui.payer import payer_here
from bot.ui.place import asked_in
from bot.ui.pressing import press
from bot.ui.texts import MESSAGE, quotes
from bot.ui.wishes import Wish

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.services import Services
    from bot.ui.asking import Asker

SIDE = 1024  # pixels of the longer side: vision models see no more
MOST_BYTES = 2 * 2**20


async def member_of(interaction: "discord.Interaction[Atelier]") -> Member:
    """Who is to be helped, and on whose books; comes after the acknowledgement."""
    payer = await payer_here(interaction)
    return Member(payer.guild_id, interaction.user.id, str(interaction.locale))


async def describe(
    interaction: "discord.Interaction[Atelier]", image: discord.Attachment | None, *, private: bool
) -> None:
    """The attached picture, or without one the newest the member has made in the channel."""
    services = interaction.client.services
    services.prompt_help.check("describe")
    await interaction.response.defer(ephemeral=private, thinking=True)
    look = new_id(services.studio.now())
    try:
        picture = await _picture(interaction, services, image, look, private=private)
        prompts = await services.prompt_help.described(await member_of(interaction), picture)
    finally:
        await services.files.discard(look)
    new = Suggestion(
        id=look,
        asked_in=asked_in(interaction),
        user_id=interaction.user.id,
        private=private,
        prompts=tuple(prompts),
        created_at=services.studio.now(),
    )
    await services.store.write(suggest, new)
    view = discord.ui.View(timeout=None)
    for number in range(1, len(prompts) + 1):
        view.add_item(DescribeButton(look, number))
    await interaction.edit_original_response(
        content=described_text(prompts, str(interaction.locale)), view=view, allowed_mentions=NOBODY
    )


def described_text(prompts: list[str], locale: str) -> str:
    """Each under its number, whole as far as one message goes."""
    title = locales.text(locale, "describe.title")
    numbers = [f"**{number}**" for number in range(1, len(prompts) + 1)]
    room = MESSAGE - len("\n".join([title, *numbers])) - len(prompts)
    lines = [f"{number}\n{quote}" for number, quote in zip(numbers, quotes(prompts, room), strict=True)]
    return "\n".join([title, *lines])


async def _picture(
    interaction: "discord.Interaction[Atelier]",
    services: "Services",
    image: discord.Attachment | None,
    look: str,
    *,
    private: bool,
) -> bytes:
    """A JPEG no larger than a vision model looks at. Raises BadAttachment, NothingToDescribe."""
    needs = Needs(frozenset({JPEG}), SIDE, MOST_BYTES, alpha=False, max_megapixels=services.settings.max_megapixels)
    if image is not None:
        kept = await services.files.keep_reference(
            look, 1, url=image.url, name=image.filename, size=image.size, needs=needs
        )
    else:
        made = await services.store.read(
            latest_picture, interaction.channel_id or 0, interaction.user.id, private=private
        )
        if made is None:
            raise NothingToDescribe
        file = services.files.at(made.path)
        kept = await services.files.copy_reference(look, 1, file=file, name=file.name, needs=needs, most=made.size)
    path: Path = services.files.at(kept.path)
    return await in_thread(path.read_bytes)


class DescribeButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"describe:(?P<look>[0-9A-Z]{20}):(?P<number>[1-4])",
):
    """Anybody may press it: who presses pays."""

    stays = True

    def __init__(self, look: str, number: int) -> None:
        custom_id = f"describe:{look}:{number}"
        super().__init__(discord.ui.Button(label=str(number), style=discord.ButtonStyle.primary, custom_id=custom_id))
        self.look = look
        self.number = number

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["look"], int(match["number"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await press(interaction, self._run)

    async def _run(self, asker: "Asker") -> None:
        found = await asker.services.store.read(suggested, self.look)
        if found is None or found.job_id or found.asked_in != asker.asked_in:
            raise ButtonGone
        prompt = found.prompts[self.number - 1]
        wish = Wish(
            medium="image",
            model="",
            options={"prompt": prompt, "count": 1},
            verbatim=True,
            private=found.private or None,
        )
        await fulfil(asker, wish)
