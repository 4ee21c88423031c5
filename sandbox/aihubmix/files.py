"""The files that links lead to, painted or filmed when somebody asks for them."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.aihubmix.behaviours import Behaviour
from sandbox.aihubmix.film import Film, shoot
from sandbox.aihubmix.paint import Picture, paint


def google_path(file_id: str) -> str:
    return f"/gemini/v1beta/files/{file_id}:download"


@dataclass
class StoredFile:
    picture: Picture | Film
    fate: Behaviour | None = None
    """What goes wrong when it is fetched."""
    painted: bytes | None = None

    async def read(self) -> bytes:
        if self.painted is None:
            made = self.picture
            self.painted = await (shoot(made) if isinstance(made, Film) else paint(made))
        return self.painted


class Files:
    """By path, as it stands in the link (percent signs kept)."""

    def __init__(self) -> None:
        self._stored: dict[str, StoredFile] = {}

    def get(self, path: str) -> StoredFile | None:
        return self._stored.get(path)

    def publish(self, picture: Picture | Film, fate: Behaviour | None = None) -> tuple[str, str]:
        """The paths to look at a picture and to download it; both lead to the same file."""
        file = StoredFile(picture, fate)
        name = f"{datetime.now(UTC):%Y%m%d}/{secrets.token_hex(15)}.{picture.extension}"
        look, download = f"/cdn/{name}", f"/cdn/download/{name}"
        self._stored[look] = self._stored[download] = file
        return look, download

    def publish_for_google(self, film: Film, fate: Behaviour | None = None) -> str:
        """The path of a video on Google's lane, where files need the key."""
        path = google_path(secrets.token_hex(6))
        self._stored[path] = StoredFile(film, fate)
        return path

    def publish_preview(self, picture: Picture, task_id: str) -> str:
        """The path of a half-finished picture, without the signature that its link carries."""
        path = f"/vg-assets/assets%2F{task_id}%2F{int(datetime.now(UTC).timestamp())}_src_0.png"
        self._stored[path] = StoredFile(picture)
        return path
