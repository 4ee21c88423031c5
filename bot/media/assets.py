"""Finished files and references on disk, below DATA_DIR; rows name them by path and digest."""

import base64
import binascii
import hashlib
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.errors import AttachmentUnreachable, BadAttachment, DownloadFailed, FileTooLarge
from bot.media import images, video
from bot.media.download import Downloads
from bot.media.frames import sniff
from bot.media.links import Links
from bot.media.masks import blacken, check_mask
from bot.media.requests import GenerationRequest, Reference, Turn
from bot.media.threads import in_thread
from bot.media.uploads import Needs, prepare

MIB = 2**20
SUFFIXES = {**images.SUFFIXES, **video.SUFFIXES}
GIVEN = "references"
OUTGOING = "outgoing"
PASSING = frozenset({"previews", OUTGOING})
"""Nothing of these is of use to the next process."""
KINDS = (GIVEN, "results", "previews", "spool", OUTGOING)  # folders below DATA_DIR, each with one folder a job


@dataclass(frozen=True, slots=True)
class Asset:
    """A finished file. `path` is below DATA_DIR."""

    number: int
    path: str
    mime: str
    width: int
    height: int
    size: int
    sha256: str
    seconds: float = 0
    """0 of a picture."""


class Files:
    """Where jobs' files are: every job has its own folder in each kind, so that they are easily removed."""

    def __init__(
        self, root: Path, downloads: Downloads, *, max_result: int, max_reference: int, max_megapixels: int
    ) -> None:
        """Sizes in bytes."""
        self.root = root
        self._downloads = downloads
        self.max_result = max_result
        self._max_reference = max_reference
        self.max_megapixels = max_megapixels

    @cached_property
    def links(self) -> Links:
        """Who may fetch what over HTTP."""
        return Links.kept(self.root)

    def at(self, path: str) -> Path:
        """The place on disk of a path from a row."""
        return self.root / path

    async def keep_reference(
        self, job_id: str, number: int, *, url: str, name: str, size: int, needs: Needs | None = None
    ) -> Reference:
        """Fetch a member's attachment and prepare it for the model. Raises BadAttachment."""
        if size > self._max_reference:
            raise FileTooLarge(name=name, limit=self._max_reference // MIB)
        path = await self._place("references", job_id, number)
        try:
            await self._downloads.fetch(url, path, self._max_reference)
        except DownloadFailed as error:
            raise AttachmentUnreachable(str(error), name=name) from error
        return await self._prepared(path, name, needs)

    async def copy_reference(
        self, job_id: str, number: int, *, file: Path, name: str, needs: Needs | None = None, most: int = 0
    ) -> Reference:
        """Prepare a copy of a picture that is on disk; `most`: bytes it may have, if more than what members may attach.
        Raises BadAttachment."""
        path = await self._place("references", job_id, number)
        try:
            size = (await in_thread(file.stat)).st_size
            if size > max(self._max_reference, most):
                raise FileTooLarge(name=name, limit=self._max_reference // MIB)
            await in_thread(shutil.copyfile, file, path)
        except OSError as error:
            raise AttachmentUnreachable(str(error), name=name) from error
        return await self._prepared(path, name, needs)

    async def copied(self, request: GenerationRequest, owner: str, job_id: str) -> dict[str, Any]:
        """The pictures of a job's request, as fields of another job's: what is in the folder of the first is copied,
        all else stays where it is. Raises AttachmentUnreachable."""

        async def own(reference: Reference | None) -> Reference | None:
            if reference is None or not reference.path.startswith(f"{GIVEN}/{owner}/"):
                return reference
            there = self.at(reference.path)
            path = (await self._place(GIVEN, job_id, 0)).with_name(there.name)
            try:
                await in_thread(shutil.copyfile, there, path)
            except OSError as error:
                raise AttachmentUnreachable(str(error), name=there.name) from error
            return reference.model_copy(update={"path": path.relative_to(self.root).as_posix()})

        files: dict[str, Any] = {"references": tuple([await own(reference) for reference in request.references])}
        for name in ("first_frame", "last_frame", "mask"):
            files[name] = await own(getattr(request, name))
        return files

    async def _prepared(self, path: Path, name: str, needs: Needs | None) -> Reference:
        kept = await in_thread(prepare, path, name, needs or Needs(max_megapixels=self.max_megapixels))
        return Reference(
            path=path.relative_to(self.root).as_posix(),
            mime=kept.mime,
            width=kept.width,
            height=kept.height,
            size=kept.size,
            changes=kept.changes,
        )

    async def fit_mask(self, mask: Reference, picture: Reference, name: str, *, black: bool = False) -> Reference:
        """A prepared mask made to fit the picture it covers; `black` where it is to change, else transparent. Raises
        BadMask."""
        fitted = await in_thread(check_mask, self.at(mask.path), self.at(picture.path), name)
        if black:
            fitted = await in_thread(blacken, self.at(mask.path))
        return mask.model_copy(update={"width": fitted.width, "height": fitted.height, "size": fitted.size})

    async def keep_link(self, job_id: str, number: int, url: str) -> Asset:
        """Fetch a result. Raises DownloadFailed, also when it is neither a picture nor a video."""
        path = await self._place("results", job_id, number)
        await self._downloads.fetch(url, path, self.max_result)
        return await self._finish(path, number)

    async def keep_base64(self, job_id: str, number: int, data: str) -> Asset:
        """Decode a result. Raises DownloadFailed when it is neither a picture nor a video."""
        path = await self._place("results", job_id, number)
        await in_thread(_decode, data, path)
        return await self._finish(path, number)

    async def keep_file(self, job_id: str, number: int, file: Path) -> Asset:
        """Take a result that is on disk already. Raises DownloadFailed when it is no picture."""
        if (await in_thread(file.stat)).st_size > self.max_result:
            raise DownloadFailed(f"a result of more than {self.max_result} bytes")
        path = await self._place("results", job_id, number)
        await in_thread(file.replace, path)
        return await self._finish(path, number)

    def spool(self, job_id: str) -> Path:
        """Where a job's answers may keep their long pieces; gone when the job has ended."""
        return self.root / "spool" / job_id

    async def page(self, job_id: str, url: str, limit: int) -> bytes:
        """A small public page. Raises DownloadFailed."""
        path = (await self._place("previews", job_id, 1)).with_suffix(f".{secrets.token_hex(4)}")
        try:
            await self._downloads.fetch(url, path, limit)
            return await in_thread(path.read_bytes)
        finally:
            await in_thread(path.unlink, missing_ok=True)

    async def preview(
        self, job_id: str, *, url: str = "", data: str = "", file: Path | None = None
    ) -> tuple[bytes, str] | None:
        """An unfinished picture and its mime type; None when it cannot be had: a preview is never worth an error."""
        path = await self._place("previews", job_id, 0)
        try:
            if url:
                await self._downloads.fetch(url, path, self.max_result)
            elif file:
                await in_thread(file.replace, path)
            else:
                await in_thread(_decode, data, path)
            await in_thread(images.inspect, path, path.name, self.max_megapixels)
            return await in_thread(images.fit, path, MIB)
        except (DownloadFailed, BadAttachment):
            return None
        finally:
            await self._remove("previews", job_id)

    async def going_out(self, job_id: str, name: str) -> Path:
        """Where a copy may be made to be sent."""
        return (await self._place(OUTGOING, job_id, 0)).with_name(name)

    async def sent(self, job_id: str) -> None:
        """Nothing that was made to be sent is needed any more."""
        await self._remove(OUTGOING, job_id)

    async def small(self, asset: Asset, limit: int) -> tuple[bytes, str] | None:
        """A picture in about `limit` bytes and its mime type, to be recognised by; None when it cannot be had."""
        try:
            return await in_thread(images.fit, self.at(asset.path), limit)
        except (OSError, BadAttachment):
            return None

    async def present(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """A conversation without what has been deleted since: pictures that went along, and turns whose own result is
        not there any more."""

        def there(picture: Reference) -> bool:
            return self.at(picture.path).exists()

        def kept() -> tuple[Turn, ...]:
            return tuple(
                turn.model_copy(update={"references": tuple(filter(there, turn.references))})
                for turn in turns
                if all(map(there, turn.pictures))
            )

        return await in_thread(kept)

    async def sweep(self, known: set[str]) -> None:
        """At start: remove the files of requests that never became jobs, because the process ended in between, and what
        it was about to send."""
        for kind in KINDS:
            for folder in await in_thread(_folders, self.root / kind):
                if kind in PASSING or folder.name not in known:
                    await in_thread(shutil.rmtree, folder, ignore_errors=True)

    async def discard(self, job_id: str) -> None:
        """Remove what a job that made nothing has on disk."""
        for kind in KINDS:
            await self._remove(kind, job_id)

    async def remove(self, paths: Iterable[str]) -> None:
        """Single files, as far as they are there."""
        for path in paths:
            await in_thread(self.at(path).unlink, missing_ok=True)

    async def discard_made(self, job_id: str) -> None:
        """The same, but for what its member gave."""
        for kind in KINDS:
            if kind != GIVEN:
                await self._remove(kind, job_id)

    async def _place(self, kind: str, job_id: str, number: int) -> Path:
        folder = self.root / kind / job_id
        await in_thread(folder.mkdir, parents=True, exist_ok=True)
        return folder / f"{number}"

    async def _remove(self, kind: str, job_id: str) -> None:
        await in_thread(shutil.rmtree, self.root / kind / job_id, ignore_errors=True)

    async def _finish(self, path: Path, number: int) -> Asset:
        try:
            facts = await in_thread(_facts, path, self.max_megapixels)
        except BadAttachment as error:
            await in_thread(path.unlink)
            raise DownloadFailed(f"the result is no usable file: {error}") from error
        named = path.with_suffix("." + SUFFIXES[facts.mime])
        await in_thread(path.rename, named)
        digest, size = await in_thread(_digest, named)
        relative = named.relative_to(self.root).as_posix()
        seconds = facts.seconds if isinstance(facts, video.VideoFacts) else 0
        return Asset(number, relative, facts.mime, facts.width, facts.height, size, digest, seconds)


def _facts(path: Path, max_megapixels: int) -> images.Facts | video.VideoFacts:
    """By the bytes: what it is called, and what was asked for, do not count."""
    return video.inspect(path, path.name) if sniff(path) else images.inspect(path, path.name, max_megapixels)


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir()] if parent.exists() else []


def _decode(data: str, path: Path) -> None:
    """Piece by piece, so that the decoded file is never in memory whole."""
    encoded = data.partition(",")[2] if data.startswith("data:") else data
    step = 4 * 2**18
    try:
        with path.open("wb") as file:
            for start in range(0, len(encoded), step):
                file.write(base64.b64decode(encoded[start : start + step], validate=True))
    except (binascii.Error, ValueError) as error:
        path.unlink(missing_ok=True)
        raise DownloadFailed(f"the result is no base64: {error}") from error


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size
