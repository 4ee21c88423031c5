"""What a check of `doctor` found."""

from dataclasses import dataclass
from typing import Literal

SIGNS = {"good": "✓", "odd": "!", "bad": "✗", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `bad` keeps the bot from working; `odd` does not, or not yet; `unknown` could not be looked at."""

    what: str
    how: Literal["good", "odd", "bad", "unknown"]
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{SIGNS[self.how]} {self.what}: {self.said}"
        return f"{line} -> {self.remedy}" if self.remedy else line
