"""Whose midnight begins a day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def day(timezone: str, now: int) -> str:
    """The date at `now` (milliseconds since 1970) in that time zone, as YYYY-MM-DD."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(timezone)).date().isoformat()
