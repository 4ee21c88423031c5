"""Buttons, menus, forms and Components V2."""

from typing import Self

import discord
import pytest
from discord import ui
from studio import Json, StudioBot, file, png, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person, Upload


class Buttons(ui.View):
    @ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _button: ui.Button[Self]) -> None:
        await interaction.response.edit_message(content="pressed")

    @ui.button(label="Closed", custom_id="closed", disabled=True)
    async def closed(self, interaction: discord.Interaction, _button: ui.Button[Self]) -> None: ...

    @ui.select(custom_id="style", options=[discord.SelectOption(label="Oil", value="oil")])
    async def style(self, interaction: discord.Interaction, select: ui.Select[Self]) -> None:
        await interaction.response.send_message(f"style {select.values[0]}", ephemeral=True)


class Layout(ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Self] = ui.ActionRow()
        button: ui.Button[Self] = ui.Button(label="Upscale", custom_id="upscale")
        button.callback = self.pressed
        row.add_item(button)
        gallery: ui.MediaGallery[Self] = ui.MediaGallery(discord.MediaGalleryItem("attachment://fox.png"))
        box: ui.Container[Self] = ui.Container(ui.TextDisplay("A fox"), gallery, ui.Separator(), row)
        box.add_item(ui.File("attachment://fox.png"))
        self.add_item(box)

    async def pressed(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send("upscaled")


class Form(ui.Modal, title="Edit"):
    change: ui.Label[Self] = ui.Label(text="Change", component=ui.TextInput(custom_id="change", max_length=20))
    reference: ui.Label[Self] = ui.Label(text="Picture", component=ui.FileUpload(custom_id="file", required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        change, reference = self.change.component, self.reference.component
        assert isinstance(change, ui.TextInput)
        assert isinstance(reference, ui.FileUpload)
        names = [upload.filename for upload in reference.values]
        await interaction.response.send_message(f"{change.value} {names}")


async def test_buttons_and_menus_answer_the_one_who_uses_them(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("drawn", view=Buttons())

    async with running(fake, bot):
        ask = await ada.slash("draw")
        drawn = await ask.until(lambda message: message["components"])
        with pytest.raises(NotOfferedByDiscord, match="greyed out"):
            await ben.click(drawn, "closed")
        with pytest.raises(NotOfferedByDiscord, match="no option"):
            await ben.choose(drawn, "style", ["ink"])
        chosen = await ben.choose(drawn, "style", ["Oil"])
        answer = await chosen.until(lambda message: message["content"] == "style oil")
        assert answer["message_reference"]["message_id"] == drawn["id"]
        pressed = await ben.click(drawn, "Again")
        assert (await pressed.until(lambda message: message["content"] == "pressed"))["id"] == drawn["id"]


async def test_a_layout_keeps_its_flag_and_its_buttons_are_found_inside_containers(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Layout(), attachments=[file()])

    async with running(fake, bot):
        ask = await ada.slash("draw")
        drawn = await ask.until(lambda message: message["components"])
        assert drawn["flags"] == 1 << 15
        (box,) = drawn["components"]
        assert box["components"][1]["items"][0]["media"]["url"] == drawn["attachments"][0]["url"]
        assert box["components"][4]["name"] == "fox.png"
        pressed = await ada.click(drawn, "upscale")
        await pressed.until(lambda message: message["content"] == "upscaled")


async def test_a_form_is_filled_in_within_its_limits(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person
) -> None:
    @bot.tree.command()
    async def edit(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async with running(fake, bot):
        ask = await ada.slash("edit")
        await ask.acknowledged()
        assert ask.modal
        assert ask.modal["title"] == "Edit"
        broken: tuple[tuple[Json, str], ...] = (
            ({"change": "x" * 21}, "characters, not 21"),
            ({"change": ""}, "characters, not 0"),
            ({"change": "red", "file": ["cat.png"]}, "takes files"),
            ({"change": "red", "colour": 1}, "no field"),
        )
        for values, complaint in broken:
            with pytest.raises(NotOfferedByDiscord, match=complaint):
                await ada.submit_modal(ask, values)
        with pytest.raises(NotOfferedByDiscord, match="someone else"):
            await ben.submit_modal(ask, {"change": "red"})
        sent = await ada.submit_modal(ask, {"change": "make it red", "file": [Upload("cat.png", png())]})
        await sent.until(lambda message: message["content"] == "make it red ['cat.png']")


async def test_a_form_may_follow_a_button_and_change_its_message(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    class Rename(ui.Modal, title="Rename"):
        name: ui.TextInput[Self] = ui.TextInput(label="Name", custom_id="name")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.edit_message(content=f"named {self.name.value}")

    class Asking(ui.View):
        @ui.button(label="Rename")
        async def rename(self, interaction: discord.Interaction, _button: ui.Button[Self]) -> None:
            await interaction.response.send_modal(Rename())

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("drawn", view=Asking())

    async with running(fake, bot):
        drawn = await (await ada.slash("draw")).until(lambda message: message["components"])
        clicked = await ada.click(drawn, "Rename")
        await clicked.acknowledged()
        sent = await ada.submit_modal(clicked, {"name": "Fox"})
        assert (await sent.until(lambda message: message["content"] == "named Fox"))["id"] == drawn["id"]
