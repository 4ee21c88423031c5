"""Pictures of other people's messages while a form about them is open: Discord shows them to the bot only once, and
their addresses expire, so they are kept in memory and are gone with the process."""

import secrets
from collections import OrderedDict

from bot.errors import ButtonGone
from bot.ui.wishes import Given

MOST = 1000  # forms that may be open


class Handed:
    """A short word for each."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Given, ...]] = OrderedDict()

    def keep(self, pictures: tuple[Given, ...]) -> str:
        """12 letters and digits that nobody guesses."""
        word = secrets.token_hex(6)
        self._kept[word] = pictures
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return word

    def of(self, word: str) -> tuple[Given, ...]:
        """Raises ButtonGone."""
        try:
            return self._kept[word]
        except KeyError:
            raise ButtonGone from None
