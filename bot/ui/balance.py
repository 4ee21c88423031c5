"""What a member has to spend, in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import locales
from bot.credits.entries import OUTSIDE
from bot.credits.ledger import Balance
from bot.rules import Rules
from bot.ui.payer import Payer
from bot.ui.texts import plain


def balance_lines(locale: str, balance: Balance, pool: int, rules: Rules, now: int) -> list[str]:
    """Owned credits, the day's allowance, what is set aside, and what the pool adds today."""

    def said(amount: int) -> str:
        return locales.credits_text(locale, amount)

    lines = [locales.text(locale, "balance.shown", available=said(balance.available))]
    if balance.allowed and balance.day == rules.day(now):
        midnight = _midnight(rules.timezone, now)
        left = said(balance.daily_left)
        lines.append(locales.text(locale, "balance.daily", left=left, allowed=said(balance.allowed), midnight=midnight))
    if balance.set_aside:
        lines.append(locales.text(locale, "balance.held", held=said(balance.set_aside)))
    if pool:
        lines.append(locales.text(locale, "balance.pool", pool=said(pool)))
    return lines


def payer_lines(locale: str, payer: Payer) -> list[str]:
    """Whose credits these are, where that is not obvious."""
    if payer.name:
        return [f"-# {locales.text(locale, 'payer.pays', server=plain(payer.name))}"]
    return [f"-# {locales.text(locale, 'payer.nobody')}"] if payer.guild_id == OUTSIDE else []


def _midnight(timezone: str, now: int) -> str:
    """When the server's day ends, as clients count down to it."""
    zone = ZoneInfo(timezone)
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).date()
    return f"<t:{int(datetime.combine(today + timedelta(days=1), datetime.min.time(), zone).timestamp())}:R>"
