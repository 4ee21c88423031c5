"""The versions of a result in words: a tree whose branches Discord's fixed-width letters keep in line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import locales
from bot.ui.sight import link, sees
from bot.ui.texts import MESSAGE, one_line, plain, shortened

if TYPE_CHECKING:
    import discord

    from bot.bot import Atelier
    from bot.jobs.lineage import Relative
    from bot.jobs.showings import Showing
    from bot.ui.versions import Line, Tree

SHORT = 60  # characters of a prompt in the tree
MOST_VERSIONS = 16


def drawn(
    interaction: discord.Interaction[Atelier], tree: Tree, where: dict[str, list[Showing]]
) -> tuple[str, list[tuple[str, str]]]:
    """The tree in one message, and those of its versions that can be opened: ids and what to call them."""
    most = MOST_VERSIONS
    while True:
        lines = tree.lines(most)
        text = "\n".join([_head(interaction, tree), *(_line(interaction, tree, line, where) for line in lines)])
        if len(text) <= MESSAGE or most == 1:
            break
        most -= 1
    shown = [(line.name, line.relative) for line in lines if line.relative and line.relative.id != tree.current]
    return text, [
        (one.id, f"{name} · {one_line(one.prompt)}")
        for name, one in shown
        if not one.deleted and _open(interaction, one, where)
    ]


def _head(interaction: discord.Interaction[Any], tree: Tree) -> str:
    return locales.text(str(interaction.locale), "details.versions", count=len(tree))


def _open(interaction: discord.Interaction[Atelier], one: Relative, where: dict[str, list[Showing]]) -> bool:
    channels = [one.channel_id, *(shown.channel_id for shown in where.get(one.id, ()) if not shown.private)]
    return sees(interaction, one.user_id, channels, private=one.private)


def _line(interaction: discord.Interaction[Atelier], tree: Tree, line: Line, where: dict[str, list[Showing]]) -> str:
    locale = str(interaction.locale)
    one = line.relative
    lead = f"`{line.lead}{line.name}`" if line.lead or line.name else ""
    if one is None:
        return f"{lead} {locales.text(locale, 'details.hidden', count=line.hidden)}".strip()
    if one.deleted:
        return f"{lead} {locales.text(locale, 'details.deleted')}"
    if not _open(interaction, one, where):
        return f"{lead} {locales.text(locale, 'details.private')}"
    words = plain(shortened(one_line(one.prompt), SHORT))
    links = [link(one.asked_in, shown) for shown in where.get(one.id, ()) if not shown.private]
    parts = [f"{lead} {words}", *(f"[↗]({links[0]})" for _ in links[:1])]
    if one.id == tree.current:
        parts.append(locales.text(locale, "details.here"))
    return " · ".join(parts)
