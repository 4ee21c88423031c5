"""What a member asks for, as one frozen value that survives in the job's row."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

Medium = Literal["image", "video"]


class Reference(BaseModel):
    """A picture given along with the prompt, checked and stored below DATA_DIR."""

    model_config = ConfigDict(frozen=True)

    path: str
    """Below DATA_DIR."""
    mime: str
    width: int
    height: int
    size: int
    """Bytes."""
    changes: tuple[str, ...] = ()
    """What was done to it for the model's sake: `uploads.Change`."""
    origin: str = ""
    """The job whose result this is a copy of; empty for what a member gave, and for a result where it was made."""

    @property
    def job(self) -> str:
        """Whose folder it is in."""
        return self.path.partition("/")[2].partition("/")[0]

    @property
    def jobs(self) -> set[str]:
        """Whose it is: of a copy of a result also the job that made it."""
        return {self.job, self.origin} - {""}


class Turn(BaseModel):
    """One exchange of a conversation that came before."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    prompt: str
    """As it was sent."""
    answer: str
    """What the model said, whole and as it came: reverse models want their own report back."""
    references: tuple[Reference, ...] = ()
    """What went along with the prompt."""
    pictures: tuple[Reference, ...] = ()
    """What the model made."""


class GenerationRequest(BaseModel):
    """Empty options mean: the model decides."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    model: str
    """Id in the catalog."""
    prompt: str
    medium: Medium = "image"
    aspect: str = ""
    """Like `3:2`."""
    quality: str = ""
    resolution: str = ""
    """Like `2K` or `720p`."""
    background: str = ""
    moderation: str = ""
    count: int = 1
    """How many pictures or videos."""
    seconds: int = 0
    """Length of a video; 0: the model's usual one."""
    seed: int | None = None
    negative: str = ""
    """What should not be seen."""
    extras: dict[str, str] = {}
    """Options that only some models have, by the names their tables give them."""
    references: tuple[Reference, ...] = ()
    first_frame: Reference | None = None
    last_frame: Reference | None = None
    mask: Reference | None = None
    """Transparent where the first reference is to change."""
    turns: tuple[Turn, ...] = ()
    """The conversation so far, oldest first."""
    parent: str = ""
    """The job whose result this one works on."""
    instead_of: str = ""
    """The model that would have gone on, but cannot do this."""

    def words(self) -> Iterator[str]:
        """What the member wrote, earlier turns included: nobody else's business."""
        yield self.prompt
        yield self.negative
        for turn in self.turns:
            yield turn.prompt

    def jobs(self) -> set[str]:
        """Ids of all jobs whose its pictures are, those of earlier turns counted."""
        earlier = (picture for turn in self.turns for picture in (*turn.references, *turn.pictures))
        return {owner for picture in (*self.files(), *earlier) for owner in picture.jobs}

    def files(self) -> Iterator[Reference]:
        """Everything that was given along with the prompt, earlier turns not counted."""
        yield from self.references
        yield from filter(None, (self.first_frame, self.last_frame, self.mask))
