"""What a Gemini picture model makes of a request, before any wire puts it into its own shape."""

from dataclasses import dataclass

from sandbox.aihubmix.behaviours import Conduct, Fewer, FinishAs, Prose, Refuse, WrongBytes
from sandbox.aihubmix.gemini_models import REFERENCE_TOKENS, image_tokens, pixels
from sandbox.aihubmix.models import Tokens, Work
from sandbox.aihubmix.paint import Picture, paint
from sandbox.aihubmix.wrong_bytes import spoil


@dataclass(frozen=True)
class GeminiAsk:
    model: str
    prompt: str
    n: int
    ratio: str = "1:1"
    image_size: str = "1K"
    references: tuple[bytes, ...] = ()
    words: bool = True
    pictures: bool = True
    """Whether the request lets it answer in words, and in pictures."""


@dataclass(frozen=True)
class Turnout:
    """What becomes of one ask. It is settled when the request is issued, for that is when it is charged."""

    ask: GeminiAsk
    words: str
    count: int = 0
    finish: str = "STOP"
    blocked: str = ""
    """Why the prompt was not even looked at by the model."""

    @property
    def work(self) -> Work:
        ask = self.ask
        tokens = Tokens(
            text_in=max(1, len(ask.prompt) // 4),
            image_in=len(ask.references) * REFERENCE_TOKENS,
            image_out=self.count * image_tokens(ask.model, ask.image_size),
            text_out=-(-len(self.words) // 4),
        )
        return Work(self.count, ask.image_size, pixels(ask.ratio, ask.image_size), tokens)

    async def pictures(self, conduct: Conduct) -> list[tuple[bytes, str]]:
        """Each with the media type that it is said to have."""
        wrong = conduct.get(WrongBytes)
        size = pixels(self.ask.ratio, self.ask.image_size)
        made = [Picture(self.ask.prompt, seed, *size, references=self.ask.references) for seed in range(self.count)]
        return [await spoil(wrong, picture) if wrong else (await paint(picture), picture.mime) for picture in made]


def settle(ask: GeminiAsk, conduct: Conduct) -> Turnout:
    refusal, finish, prose = conduct.get(Refuse), conduct.get(FinishAs), conduct.get(Prose)
    if refusal and refusal.stage == "input":
        return Turnout(ask, "", blocked="PROHIBITED_CONTENT")
    if refusal or finish:
        return Turnout(ask, "", finish=finish.reason if finish else "IMAGE_SAFETY")
    if prose:
        return Turnout(ask, prose.text)
    return _made(ask, conduct)


def _made(ask: GeminiAsk, conduct: Conduct) -> Turnout:
    if not ask.pictures:
        return Turnout(ask, "I could paint this, but the request asks for words only.")
    fewer = conduct.get(Fewer)
    count = min(fewer.n, ask.n) if fewer else ask.n
    return Turnout(ask, f"Here you are: {ask.prompt}" if ask.words else "", count)
