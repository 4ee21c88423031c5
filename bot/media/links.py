"""Links to files that Discord would not take: whoever has one was given it, and nobody can guess another."""

import hashlib
import hmac
import secrets
from pathlib import Path

KEY = "links.key"
_BYTES = 32
_SHOWN = 32  # characters of a signature


class Links:
    """Signs the files of a job: its id is no secret, for it stands in receipts and in the names of what was posted."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def kept(cls, folder: Path) -> "Links":
        """With the key that lies in a folder; a new one the first time, for this user's eyes only."""
        path = folder / KEY
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(_BYTES))
        return cls(path.read_bytes())

    def signature(self, job_id: str) -> str:
        """What has to stand in a link to the job's files."""
        return hmac.new(self._key, job_id.encode(), hashlib.sha256).hexdigest()[:_SHOWN]

    def signed(self, job_id: str, signature: str) -> bool:
        """Whether it does."""
        return hmac.compare_digest(self.signature(job_id).encode(), signature.encode())
