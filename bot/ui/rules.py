"""A server's rules in words, and words as rules."""

from collections.abc import Mapping
from typing import TypeVar

from bot import locales
from bot.catalog.catalog import Catalog
from bot.credits.receipts import Usage
from bot.rules import OWN, Rules
from bot.ui.texts import MESSAGE, plain, shortened

YES = frozenset({"yes", "on", "true", "1", "ja", "an", "是", "开"})
NO = frozenset({"no", "off", "false", "0", "nein", "aus", "否", "关"})
LISTED = 15
Key = TypeVar("Key")


def parsed_rule(name: str, typed: str) -> object:
    """Yes and no in the languages the bot speaks; whatever else was typed is checked where it is set."""
    word = typed.strip()
    if Rules.model_fields[name].annotation is bool:
        return True if word.casefold() in YES else False if word.casefold() in NO else word
    return word


def rules_text(rules: Rules, usual: Rules, pool: int, locale: str) -> str:
    """One line a rule; what differs from the operator's default says what that is."""
    lines = [locales.text(locale, "rules.title")]
    for name in Rules.model_fields:
        if name in OWN:
            continue
        value, default = _said(getattr(rules, name), locale), _said(getattr(usual, name), locale)
        line = f"{locales.text(locale, f'rules.{name}')}: **{value}**"
        if value != default:
            line += f" ({locales.text(locale, 'rules.usual', value=default)})"
        lines.append(f"- {line}")
    lines += [
        f"- {locales.text(locale, 'rules.role', role=f'<@&{role}>', credits=locales.credits_text(locale, amount))}"
        for role, amount in sorted(rules.role_allowances.items(), key=lambda item: -item[1])
    ]
    lines += _covered(rules, locale)
    if rules.appeals_channel:
        lines.append(f"- {locales.text(locale, 'rules.appeals_channel')}: <#{rules.appeals_channel}>")
    lines.append(locales.text(locale, "rules.pool", credits=locales.credits_text(locale, pool)))
    return shortened("\n".join(lines), MESSAGE)


def _covered(rules: Rules, locale: str) -> list[str]:
    """Whose pictures are spoilers."""
    whose = [f"<#{channel}>" for channel in sorted(rules.spoiler_channels)]
    whose += [f"<@&{role}>" for role in sorted(rules.spoiler_roles)]
    return [f"- {locales.text(locale, 'rules.covered', whose=', '.join(whose))}"] if whose else []


def usage_text(used: Usage, catalog: Catalog, days: int, locale: str) -> str:
    """The most first."""
    total = locales.credits_text(locale, sum(used.members.values()))
    lines = [locales.text(locale, "usage.title", days=days, credits=total, jobs=used.jobs)]
    lines += [f"- <@{member}>: {locales.credits_text(locale, spent)}" for member, spent in _most(used.members)]
    if used.models:
        lines.append(locales.text(locale, "usage.models"))
    lines += [
        f"- {plain(catalog.title(model))}: {locales.credits_text(locale, spent)}" for model, spent in _most(used.models)
    ]
    return shortened("\n".join(lines), MESSAGE)


def _most(counted: "Mapping[Key, int]") -> "list[tuple[Key, int]]":
    return sorted(counted.items(), key=lambda item: -item[1])[:LISTED]


def _said(value: object, locale: str) -> str:
    if isinstance(value, bool):
        return locales.text(locale, "rules.yes" if value else "rules.no")
    return locales.number(locale, value) if isinstance(value, int) else str(value)
