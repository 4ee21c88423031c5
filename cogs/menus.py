"""What can be done with any message, from its own menu: it is there on telephones too, and Discord shows the bot the
message whoever wrote it."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import Atelier
from bot.db.tables import FINISHED
from bot.errors import NoJobHere, NoPictureHere
from bot.jobs import showings
from bot.jobs.rows import Job
from bot.ui.asking import Asked
from bot.ui.cancel import CancelButton, cancel
from bot.ui.details import show_details as details
from bot.ui.editing import Target, open_form
from bot.ui.options import everywhere
from bot.ui.reach import allow, own_pictures, pictures_in, reachable, rules_at
from bot.ui.receipts import open_receipt
from bot.ui.removing import ask_removal, remove_word


async def _form(interaction: discord.Interaction[Atelier], what: str, message: discord.Message) -> None:
    """About the result that the message shows, else about the pictures in it."""
    asker, services = Asked(interaction), interaction.client.services
    job = await _shown_in(interaction, message)
    if job is not None:
        await open_form(interaction, what, Target(await reachable(asker, job.id)))
        return
    pictures = tuple(pictures_in(message))
    if not pictures:
        raise NoPictureHere
    own = own_pictures(message, interaction.user.id)
    if not own:
        allow(await rules_at(services, asker.asked_in), "anyone")
    await open_form(interaction, what, Target(pictures=pictures, word=services.handed.keep(pictures, own=own)))


async def _shown_in(interaction: discord.Interaction[Atelier], message: discord.Message) -> Job | None:
    return await interaction.client.services.store.read(showings.job_at, message.id)


async def edit_image(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """A form: what to change."""
    await _form(interaction, "edit", message)


async def animate(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """A form: what happens in the video."""
    await _form(interaction, "animate", message)


async def use_as_reference(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """A form: a new picture that goes by these."""
    await _form(interaction, "refer", message)


async def show_details(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Of a result; of a job that is under way or has made nothing, its receipt."""
    job = await _job_in(interaction, message)
    if job.state == "succeeded":
        await details(interaction, job.id)
    else:
        await open_receipt(interaction, job.id)


async def cancel_or_delete(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Stop the job whose progress the message shows; or delete what it has come to."""
    job = await _job_in(interaction, message)
    if job.state == "succeeded":
        await ask_removal(interaction, job.id, message)
    elif job.state in FINISHED:
        await remove_word(interaction, job, message)
    else:
        await cancel(interaction, job.id, sure=False)


async def _job_in(interaction: discord.Interaction[Atelier], message: discord.Message) -> Job:
    """Raises NoJobHere."""
    job = await _shown_in(interaction, message)
    if job is None:
        raise NoJobHere
    return job


MENUS = {
    "edit_image": ("Edit image", edit_image),
    "animate": ("Animate", animate),
    "use_as_reference": ("Use as reference", use_as_reference),
    "show_details": ("Show details", show_details),
    "cancel": ("Cancel or delete", cancel_or_delete),
}
"""Key of the locale files' commands -> the name in English, and what it does."""


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(CancelButton)
    for key, (english, callback) in MENUS.items():
        name = locale_str(english, key=f"commands.{key}.name")
        bot.tree.add_command(everywhere(app_commands.ContextMenu(name=name, callback=callback)))
