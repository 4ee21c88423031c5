"""A bot that sends one of everything Discord has, with the real client library."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Literal

import discord
from discord import app_commands, ui

from sandbox.discord import FakeDiscord, Limits, World
from tests.pictures import png
from tests.sandbox_discord.studio import StudioBot, file, running

WORDS = r"""# Title
**bold** *slanted* __under__ ~~gone~~ `code \*` ||hidden words|| \*plain\* snake_case_name and\_this
> said with **weight**
> and again
-# small print
- one
- two
```py
print("**as it is**")
```
[a link](https://example.org/x) <@{ada}> <#{general}> @everyone <t:1700000000:D> <t:{soon}:R>
<b>no markup</b>"""


class Pressed(ui.View):
    """Every style, and what cannot be pressed."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        styles = discord.ButtonStyle
        for number, style in enumerate((styles.primary, styles.secondary, styles.success, styles.danger)):
            button: ui.Button[Any] = ui.Button(label=style.name.title(), custom_id=f"style{number}", style=style)
            button.callback = self._said(style.name)
            self.add_item(button)
        self.add_item(ui.Button(label="Site", url="https://example.org/"))
        self.add_item(ui.Button(label="Closed", custom_id="closed", disabled=True))
        heart: ui.Button[Any] = ui.Button(emoji="❤️", custom_id="heart")
        heart.callback = self._said("heart")
        self.add_item(heart)
        mute: ui.Button[Any] = ui.Button(label="Mute", custom_id="mute")
        mute.callback = _nothing
        self.add_item(mute)

    @staticmethod
    def _said(name: str) -> Any:
        async def answer(interaction: discord.Interaction[Any]) -> None:
            await interaction.response.edit_message(content=f"pressed {name}")

        return answer


async def _nothing(interaction: discord.Interaction[Any]) -> None:
    """As a bot that hangs."""


class Chosen(ui.View):
    """Every kind of menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        oil = discord.SelectOption(label="Oil", value="oil", description="Thick", emoji="🎨", default=True)
        ink = discord.SelectOption(label="Ink", value="ink")
        chalk = discord.SelectOption(label="Chalk", value="chalk")
        kinds: list[Any] = [
            ui.Select(custom_id="style", options=[oil, ink, chalk], max_values=2),
            ui.UserSelect(custom_id="user", placeholder="Who"),
            ui.RoleSelect(custom_id="role", placeholder="Which role"),
            ui.ChannelSelect(custom_id="channel", placeholder="Where"),
            ui.MentionableSelect(custom_id="anybody", placeholder="Anybody"),
        ]
        for menu in kinds:
            menu.callback = self._told(menu)
            self.add_item(menu)

    @staticmethod
    def _told(menu: Any) -> Any:
        async def answer(interaction: discord.Interaction[Any]) -> None:
            names = ", ".join(getattr(value, "name", str(value)) for value in menu.values)
            await interaction.response.send_message(f"chosen {names}", ephemeral=True)

        return answer


class Layout(ui.LayoutView):
    """Components V2."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        item = discord.MediaGalleryItem
        pictures: ui.MediaGallery[Any] = ui.MediaGallery(
            item("attachment://a.png", description="A plain one"), item("attachment://b.png", spoiler=True)
        )
        more: ui.Button[Any] = ui.Button(label="More", custom_id="more", style=discord.ButtonStyle.primary)
        more.callback = self._more
        box: ui.Container[Any] = ui.Container(accent_colour=0xF2A65A)
        box.add_item(ui.TextDisplay("## Fox **fur**"))
        small: ui.Thumbnail[Any] = ui.Thumbnail("attachment://a.png", description="Small")
        section: ui.Section[Any] = ui.Section("With a small one", accessory=small)
        box.add_item(section)
        box.add_item(ui.Section("With a button", accessory=more))
        box.add_item(ui.Separator(spacing=discord.SeparatorSpacing.large))
        box.add_item(pictures)
        box.add_item(ui.File("attachment://notes.txt"))
        row: ui.ActionRow[Any] = ui.ActionRow(ui.Button(label="Site", url="https://example.org/"))
        box.add_item(row)
        self.add_item(box)

    async def _more(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("more of it")


class Everything(ui.Modal, title="One of each"):
    """A form, and what was sent with it; five fields are the most, so there are two of them."""

    short: ui.Label[Any] = ui.Label(text="Name", component=ui.TextInput(custom_id="name", min_length=3, max_length=10))
    style: ui.Label[Any] = ui.Label(
        text="Style",
        description="One of two",
        component=ui.Select(
            custom_id="style", options=[discord.SelectOption(label="Oil"), discord.SelectOption(label="Ink")]
        ),
    )
    files: ui.Label[Any] = ui.Label(
        text="Pictures", component=ui.FileUpload(custom_id="files", required=False, max_values=2)
    )
    shape: ui.Label[Any] = ui.Label(text="Shape", component=ui.RadioGroup(custom_id="shape"))
    sure: ui.Label[Any] = ui.Label(text="Private", component=ui.Checkbox(custom_id="sure"))

    def __init__(self) -> None:
        super().__init__()
        shape: Any = self.shape.component
        for name in ("Wide", "Tall"):
            shape.add_option(label=name, value=name.lower(), description=f"A {name.lower()} one")

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Says all of it."""
        fields: list[Any] = [self.short, self.style, self.files, self.shape, self.sure]
        name, style, files, shape, sure = (field.component for field in fields)
        names = [given.filename for given in files.values]
        await interaction.response.send_message(f"{name.value} {style.values} {names} {shape.value} {sure.value}")


class Older(ui.Modal, title="Old rows"):
    """Text in rows, as before there were labels; and boxes."""

    words: ui.TextInput[Any] = ui.TextInput(label="Words", style=discord.TextStyle.paragraph, default="as they were")
    boxes: ui.Label[Any] = ui.Label(
        text="Boxes", component=ui.CheckboxGroup(custom_id="boxes", min_values=1, max_values=2)
    )

    def __init__(self) -> None:
        super().__init__()
        boxes: Any = self.boxes.component
        for name in ("A", "B", "C"):
            boxes.add_option(label=name, value=name)

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Says all of it."""
        boxes: Any = self.boxes.component
        await interaction.response.send_message(f"{self.words.value} {boxes.values}")


class Group(app_commands.Group, name="books", description="Books"):
    @app_commands.command(description="Lend one")
    async def lend(
        self,
        interaction: discord.Interaction[Any],
        reader: discord.Member,
        days: int,
        kind: Literal["long", "short"],
        gift: bool = False,
    ) -> None:
        """Subcommands, and options of every kind that has choices."""
        await interaction.response.send_message(f"lent to {reader.name} for {days}, {kind}, {gift}")


def show(bot: "Showroom") -> None:  # noqa: C901 - a list of commands
    """Its commands."""
    tree = bot.tree
    tree.add_command(Group())

    @tree.command(description="Words")
    async def words(interaction: discord.Interaction[Any]) -> None:
        places = {"ada": interaction.user.id, "general": interaction.channel_id}
        soon = int(discord.utils.utcnow().timestamp()) + 125
        text = WORDS.replace("{ada}", str(places["ada"])).replace("{general}", str(places["general"]))
        await interaction.response.send_message(text.replace("{soon}", str(soon)))

    @tree.command(description="Pictures")
    async def pictures(interaction: discord.Interaction[Any], count: app_commands.Range[int, 1, 10]) -> None:
        await interaction.response.send_message(
            f"{count} pictures", files=[file(f"p{n}.png", png(320, 200), f"Picture {n}") for n in range(count)]
        )

    @tree.command(description="Spoilers and other files")
    async def hidden(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(
            "hidden ones", files=[file("SPOILER_fox.png", png(320, 200), "A fox"), file("notes.txt", b"x" * 2000)]
        )

    @tree.command(description="Buttons")
    async def buttons(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("buttons", view=Pressed())

    @tree.command(description="Menus")
    async def menus(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("menus", view=Chosen())

    @tree.command(description="Layout")
    async def layout(interaction: discord.Interaction[Any]) -> None:
        files = [file("a.png", png(320, 200)), file("b.png", png(320, 200)), file("notes.txt", b"notes")]
        await interaction.response.send_message(view=Layout(), files=files)

    @tree.command(description="Form")
    async def form(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Everything())

    @tree.command(description="Old form")
    async def older(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Older())

    @tree.command(description="Slow")
    async def slow(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await bot.released.wait()
        await interaction.edit_original_response(content="done slowly")

    @tree.command(description="Embed")
    async def embed(interaction: discord.Interaction[Any]) -> None:
        shown = discord.Embed(title="Fox", description="**Red** fur", colour=0xF2A65A, url="https://example.org/fox")
        shown.set_author(name="Ada").set_footer(text="Painted").set_image(url="attachment://fox.png")
        shown.add_field(name="Size", value="Small", inline=True)
        await interaction.response.send_message(embed=shown, file=file("fox.png", png(320, 200)))

    @tree.command(description="Echo")
    async def echo(interaction: discord.Interaction[Any], text: str, picture: discord.Attachment | None = None) -> None:
        await interaction.response.send_message(f"{text} {picture and picture.filename}")

    @echo.autocomplete("text")
    async def texts(_: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:  # pyright: ignore[reportUnusedFunction]
        found = [word for word in ("alpha", "beta", "gamma") if current in word]
        return [app_commands.Choice(name=f"Letter {word}", value=word) for word in found]

    @tree.context_menu(name="Count letters")
    async def count(interaction: discord.Interaction[Any], message: discord.Message) -> None:  # pyright: ignore[reportUnusedFunction]
        await interaction.response.send_message(f"{len(message.content)} letters", ephemeral=True)


class Showroom(StudioBot):
    """`released` lets /slow go on."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()


@asynccontextmanager
async def showroom() -> AsyncGenerator[tuple[FakeDiscord, Showroom]]:
    """Discord and the bot on it."""
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord_:
        bot = Showroom()
        show(bot)
        async with running(discord_, bot):
            yield discord_, bot
        assert [note for note in discord_.violations if "late acknowledgement" not in note] == []
