"""Small pictures of results, to know them again by. All of it blocks: call it in a thread."""

import io
from pathlib import Path

from PIL import Image

from bot.errors import BadAttachment
from bot.media import frames, images, video

SIDE = 256  # pixels of the longer one


def thumbnail(path: Path, mime: str, max_megapixels: int) -> bytes | None:
    """A WebP of a picture, or of how a video begins; None of what is not there any more, or cannot be read."""
    try:
        if mime in video.SUFFIXES:
            with frames.opened(path) as container:
                return _small(frames.picture(frames.first_frame(container, frames.picture_stream(container))))
        with images.opened(path, path.name, max_megapixels) as image:
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG need not be decoded whole
            return _small(image)
    except (BadAttachment, *frames.TROUBLE):
        return None


def _small(image: Image.Image) -> bytes:
    image.thumbnail((SIDE, SIDE))
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    file = io.BytesIO()
    small.save(file, "WEBP", quality=80)
    return file.getvalue()
