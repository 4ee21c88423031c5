"""English from a few words of other languages: the same text always gives the same, and nothing but ASCII."""

import re
import unicodedata
from collections.abc import Iterator

from sandbox.aihubmix.vocabulary import ENGLISH, WORDS, Tongue

_LATIN: tuple[Tongue, ...] = ("german", "french", "spanish")
_ELISION = re.compile(r"\b([LDld])['’]")
_PIECES = re.compile(r"[^\W\d_]+|[\W\d_]+")
_EAST_ASIAN = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힯]")
_KANA = re.compile(r"[぀-ヿ]")
_SIGNS = str.maketrans("“”„«»‘’–—。、「」·", '"""""\'\'--.,"" ')


def to_english(text: str) -> str:
    """What it does not know it numbers: `[word 3]` is the third such word."""
    plain = unicodedata.normalize("NFKC", text)
    return _Translator(plain).english()


class _Translator:
    def __init__(self, text: str) -> None:
        tongue = _tongue(text)
        self._text = _ELISION.sub(r"\1 ", text) if tongue == "french" else text
        self._latin = WORDS[tongue] if tongue else {}
        self._east_asian = WORDS["chinese"] | (WORDS["japanese"] if _KANA.search(text) else {})
        self._unknown = 0

    def english(self) -> str:
        pieces = (self._word(piece) if piece[0].isalpha() else _signs(piece) for piece in _PIECES.findall(self._text))
        joined = re.sub(r"\s+", " ", "".join(pieces))
        return re.sub(r" ([.,;:!?])", r"\1", joined).strip()

    def _word(self, word: str) -> str:
        if _EAST_ASIAN.search(word):
            return " ".join(["", *self._segments(word), ""])
        known = self._latin.get(word.lower()) or WORDS["russian"].get(word.lower())
        if known or word.isascii():
            return known or word
        return _unaccented(word) or self._numbered()

    def _segments(self, run: str) -> Iterator[str]:
        """Writing without spaces, by its longest known words; what stands between those is one unknown word."""
        longest = max(map(len, self._east_asian))
        at, unknown = 0, False
        while at < len(run):
            tries = (run[at : at + size] for size in range(longest, 0, -1))
            word = next((one for one in tries if one in self._east_asian), None)
            if word is None and not unknown:
                yield self._numbered()
            elif word and self._east_asian[word]:
                yield self._east_asian[word]
            unknown = word is None
            at += len(word or run[at])

    def _numbered(self) -> str:
        self._unknown += 1
        return f"[word {self._unknown}]"


def _tongue(text: str) -> Tongue | None:
    """Whose words stand in the text most often; English wins a draw, for `die`, `chat` and `in` are English too."""
    words = [piece.lower() for piece in _PIECES.findall(text)]
    most = max(_LATIN, key=lambda tongue: sum(word in WORDS[tongue] for word in words))
    hits = sum(word in WORDS[most] for word in words)
    return most if hits > sum(word in ENGLISH for word in words) else None


def _unaccented(word: str) -> str:
    """Empty for what is not written in Latin letters at all."""
    bare = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    return "".join(char for char in bare if char.isascii())


def _signs(piece: str) -> str:
    return "".join(char for char in piece.translate(_SIGNS) if char.isascii())
