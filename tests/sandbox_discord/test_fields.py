"""The richer fields: menus of people and places, every field of a form, sections and icons."""

from pathlib import Path
from typing import Self

import discord
import pytest
from discord import ui
from studio import StudioBot, Wire, file, refusal, running

from sandbox.discord import FakeDiscord, NotOfferedByDiscord, Person
from sandbox.discord.payload import copied
from sandbox.discord.validation import Validator


class Menus(ui.View):
    @ui.select(cls=ui.UserSelect, custom_id="who", max_values=2)
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect[Self]) -> None:
        await interaction.response.send_message(" ".join(user.display_name for user in select.values))

    @ui.select(cls=ui.ChannelSelect, custom_id="where")
    async def where(self, interaction: discord.Interaction, select: ui.ChannelSelect[Self]) -> None:
        await interaction.response.send_message(select.values[0].name)

    @ui.select(cls=ui.RoleSelect, custom_id="role")
    async def role(self, interaction: discord.Interaction, select: ui.RoleSelect[Self]) -> None:
        await interaction.response.send_message(select.values[0].name)


def everything() -> ui.Modal:
    form = ui.Modal(title="Everything", custom_id="form")
    form.add_item(ui.TextDisplay("Choose"))
    styles = [
        discord.SelectOption(label="Oil", value="oil", default=True),
        discord.SelectOption(label="Ink", value="ink"),
    ]
    form.add_item(ui.Label(text="Style", component=ui.Select(custom_id="style", options=styles)))
    sizes = [discord.RadioGroupOption(label="Small", value="s"), discord.RadioGroupOption(label="Large", value="l")]
    form.add_item(ui.Label(text="Size", component=ui.RadioGroup(custom_id="size", options=sizes)))
    extras = [
        discord.CheckboxGroupOption(label="Frame", value="f"),
        discord.CheckboxGroupOption(label="Sign", value="s"),
    ]
    form.add_item(ui.Label(text="Extras", component=ui.CheckboxGroup(custom_id="extras", options=extras)))
    form.add_item(ui.Label(text="Share", component=ui.Checkbox(custom_id="share")))
    return form


async def test_menus_of_people_places_and_roles(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        view = Menus()
        view.add_item(ui.Button(label="Web", url="https://example.com"))
        await interaction.response.send_message("choose", view=view)

    async with running(fake, bot):
        shown = await (await ada.slash("draw")).until(lambda message: message["components"])
        for menu, chosen, answer in (
            ("who", ["Ada", "Ben"], "Ada Ben"),
            ("where", ["gallery"], "gallery"),
            ("role", ["mod"], "mod"),
        ):
            asked = await ada.choose(shown, menu, chosen)
            await asked.until(lambda message, answer=answer: message["content"] == answer)
        for name, values in (("who", ["Ada", "Ben", "Mod"]), ("who", []), ("role", ["king"]), ("nothing", ["x"])):
            with pytest.raises(NotOfferedByDiscord):
                await ada.choose(shown, name, values)
        with pytest.raises(NotOfferedByDiscord, match="link"):
            await ada.click(shown, "Web")


async def test_every_field_of_a_form(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    submitted: list[dict[str, object]] = []

    @bot.tree.command()
    async def edit(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(everything())

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:  # pyright: ignore[reportUnusedFunction]
        if interaction.type is discord.InteractionType.modal_submit:
            assert interaction.data
            fields = [item["component"] for item in interaction.data.get("components", []) if "component" in item]
            submitted.append({field["custom_id"]: field.get("values", field.get("value")) for field in fields})
            await interaction.response.send_message("thanks")

    async with running(fake, bot):
        ask = await ada.slash("edit")
        await ask.acknowledged()
        sent = await ada.submit_modal(ask, {"size": "Large", "extras": ["Frame", "Sign"], "share": True})
        await sent.until(lambda message: message["content"] == "thanks")
        with pytest.raises(NotOfferedByDiscord, match="no option 'Huge'"):
            await ada.submit_modal(ask, {"size": "Huge", "extras": ["Frame"]})
        with pytest.raises(NotOfferedByDiscord, match="'size' takes 1"):
            await ada.submit_modal(ask, {"extras": ["Frame"]})
    assert submitted == [{"style": ["oil"], "size": "l", "extras": ["f", "s"], "share": True}]


async def test_sections_thumbnails_and_icons_are_resolved(fake: FakeDiscord, bot: StudioBot) -> None:
    view = ui.LayoutView()
    thumbnail: ui.Thumbnail[ui.LayoutView] = ui.Thumbnail("attachment://fox.png")
    section: ui.Section[ui.LayoutView] = ui.Section("A fox", accessory=thumbnail)
    view.add_item(section)
    embed = discord.Embed(description="x").set_author(name="Ada", icon_url="attachment://fox.png")
    async with running(fake, bot):
        channel = bot.text_channel("general")
        await channel.send(view=view, file=file())
        await channel.send(embed=embed, file=file())
        video = discord.Embed().set_image(url="attachment://fox.mp4")
        assert await refusal(channel.send(embed=video, file=file("fox.mp4"))) == (400, 50035)
        fake.violations.clear()
    layout, classic = fake.messages("general")
    assert layout["components"][0]["accessory"]["media"]["width"] == 8
    assert classic["embeds"][0]["author"]["icon_url"] == classic["attachments"][0]["url"]


async def test_lookups_of_what_is_not_there(fake: FakeDiscord, wire: Wire) -> None:
    guild = fake.world.guild.id
    for path, code in (
        ("/guilds/1", 10004),
        (f"/guilds/{guild}/members/1", 10007),
        (f"/applications/{fake.world.application.id}/commands/1", 10063),
        ("/applications/1/commands", 50001),
        (f"/applications/{fake.world.application.id}/guilds/1/commands", 50001),
    ):
        assert (await wire.send("GET", path))[1]["code"] == code
    assert (await wire.send("POST", "/users/@me/channels", {"recipient_id": "1"}))[1]["code"] == 10013
    assert (await wire.send("GET", "/gateway"))[1]["url"] == fake.gateway_url
    assert (await wire.send("GET", "/gateway/bot"))[1]["shards"] == 1


async def test_events_are_held_against_their_schemas(
    fake: FakeDiscord, wire: Wire, ada: Person, specified: Path
) -> None:
    await wire.register({"name": "draw", "description": "d"})
    event = (await ada.slash("draw")).interaction.event
    validator = Validator(specified)
    assert validator.event("INTERACTION_CREATE", event) == []
    for key in ("attachment_size_limit", "entitlements", "locale", "app_permissions", "token"):
        broken = {name: value for name, value in event.items() if name != key}
        assert validator.event("INTERACTION_CREATE", broken), f"{key} is missing"
    assert validator.event("INTERACTION_CREATE", event | {"invented": 1})
    message = copied(await ada.say("general", "hello"))
    assert validator.event("MESSAGE_CREATE", message) == []
    del message["author"]
    assert validator.event("MESSAGE_CREATE", message)
