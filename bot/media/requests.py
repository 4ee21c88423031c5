"""What a member asks for, as one frozen value that survives in the job's row."""

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
    background: str = ""
    moderation: str = ""
    count: int = 1
    """How many pictures."""
    references: tuple[Reference, ...] = ()
