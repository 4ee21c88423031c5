"""Pictures of a message while a form about them is open: Discord shows them to the bot only once, and their addresses
expire, so they are kept in memory and are gone with the process."""

import secrets
from collections import OrderedDict

from bot.errors import ButtonGone
from bot.ui.wishes import Given

MOST = 1000  # forms that may be open


class Handed:
    """A short word for each."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[tuple[Given, ...], bool]] = OrderedDict()

    def keep(self, pictures: tuple[Given, ...], *, own: bool) -> str:
        """12 letters and digits that nobody guesses. `own`: the message is of whoever has the form open."""
        word = secrets.token_hex(6)
        self._kept[word] = pictures, own
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return word

    def of(self, word: str) -> tuple[tuple[Given, ...], bool]:
        """The pictures, and whether they are the member's own. Raises ButtonGone."""
        try:
            return self._kept[word]
        except KeyError:
            raise ButtonGone from None
