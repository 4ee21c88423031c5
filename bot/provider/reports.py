"""What the running reports of reverse models have in common: Markdown that grows, in whatever language."""

import re
from dataclasses import dataclass

PROSE_LIMIT = 300
FENCE = "```"

_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_REASON = re.compile(
    r"(?:失败原因|失敗原因|失敗理由|生成失败|生成失敗|failure reason|실패 이유|실패 원인|motivo(?: da falha)?)"
    r"\s*[:：]\s*(.+)",
    re.IGNORECASE,
)
_MODERATION = re.compile(r"(input|output)_moderation")
_OUTPUT_REJECTED = re.compile(r'"is_output_rejection"\s*:\s*true')
_POLICY = re.compile(
    r"moderation|polic|safety|violat|guideline|违规|違規|违反|違反|敏感|审核|審核|안전|정책", re.IGNORECASE
)
_MESSAGE = re.compile(r'"(?:message|reason|error|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"')


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is nothing. `reason` is short, and empty where none was given."""

    reason: str
    rejected: bool
    """Whether a rule forbade it."""
    output: bool
    """Whether it was made and then held back."""


def explained(text: str) -> Explanation:
    """What the lines of a failure say."""
    moderation, named, message = _MODERATION.search(text), _REASON.search(text), _MESSAGE.search(text)
    told = named or message
    reason = told[1].strip() if told else moderation[0] if moderation else ""
    output = (moderation and moderation[1] == "output") or _OUTPUT_REJECTED.search(text)
    return Explanation(reason[:PROSE_LIMIT], bool(moderation) or speaks_of_policy(text), bool(output))


def speaks_of_policy(text: str) -> bool:
    """Whether a failure's words are about what may be shown."""
    return bool(_POLICY.search(text))


class JsonBlocks:
    """Tells which lines belong to JSON, fenced or bare: it quotes the member, so it is no part of the report."""

    def __init__(self) -> None:
        self._fence = False
        self._braces = 0  # depth of an object that was printed without a fence

    def take(self, line: str) -> bool:
        """Whether the next line belongs to a block."""
        stripped = line.strip()
        if stripped.startswith(FENCE):
            self._fence = not self._fence
            return True
        if self._fence or self._braces or stripped.startswith("{"):
            if not self._fence:
                self._braces = max(0, self._braces + _depth(stripped))
            return True
        return False

    def may_take(self, beginning: str) -> bool:
        """Whether a line that has only begun may turn out to belong to one."""
        return self._fence or self._braces > 0 or beginning.lstrip().startswith(("`", "{"))


def words(line: str) -> str:
    """A line without quote marks and zero-width joiners."""
    return line.replace("\u200d", "").lstrip("> \t").rstrip()


def joined(text: str) -> str:
    """Halves of an emoji that came in two chunks, made whole."""
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def whole(text: str) -> str:
    """Text that can be stored and sent: halves of an emoji that never met become question marks."""
    return joined(text).encode("utf-8", "replace").decode()


def _depth(line: str) -> int:
    """How many braces a line of JSON leaves open, those inside strings not counted."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", line)
    return bare.count("{") - bare.count("}")
