"""Pictures for tests to attach."""

import io

from PIL import Image

from sandbox.discord import Upload


def png(width: int = 64, height: int = 48, *, noise: bool = False) -> bytes:
    """A real one; noise does not compress."""
    image = Image.effect_noise((width, height), 80) if noise else Image.linear_gradient("L").resize((width, height))  # pyright: ignore[reportUnknownMemberType]
    file = io.BytesIO()
    image.convert("RGB").save(file, "PNG")
    return file.getvalue()


def attached(data: bytes | None = None, name: str = "cat.png") -> Upload:
    return Upload(name, png() if data is None else data)


def moving() -> bytes:
    """A GIF of two frames."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()
