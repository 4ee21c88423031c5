"""Rate limits: how many requests a bucket takes, the headers that say so, and the 429.

Windows run on the event loop's time and not on the sandbox's clock: a client really sleeps when it is told to wait.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.discord.payload import Json


@dataclass(frozen=True)
class Limit:
    requests: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """Discord documents no numbers; these are what clients have observed. None switches a limit off."""

    per_token: Limit | None = field(default_factory=lambda: Limit(5, 2.0))
    """@original and followups of one interaction together."""
    per_channel: Limit | None = field(default_factory=lambda: Limit(5, 5.0))
    """Creating, editing and deleting messages, each counted by itself."""
    overall: Limit | None = field(default_factory=lambda: Limit(50, 1.0))
    """Everything the bot token does; interaction tokens are exempt."""

    @classmethod
    def none(cls) -> "Limits":
        return cls(None, None, None)


@dataclass
class _Window:
    started: float
    used: int = 0


@dataclass(frozen=True)
class Verdict:
    headers: dict[str, str]
    retry_after: float | None = None
    everything: bool = False

    def body(self) -> Json:
        wait = self.retry_after or 0.0
        return {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": self.everything}


class Buckets:
    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._now = now
        self._windows: dict[str, _Window] = {}

    def take(self, template: str, method: str, params: dict[str, str]) -> Verdict:
        """Count one request; refuse it when its bucket, or the whole bot, has no room left."""
        limit, name, major = self._bucket(template, method, params)
        exempt = template.startswith(("/webhooks/", "/interactions/"))
        if not exempt and self._limits.overall:
            wait = self._count("overall", self._limits.overall)[1]
            if wait is not None:
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", "Retry-After": f"{wait:.3f}"}
                return Verdict(headers, wait, everything=True)
        if limit is None:
            return Verdict({})
        window, wait = self._count(f"{name}:{major}", limit)
        headers = self._headers(limit, window, name)
        if wait is not None:
            headers |= {"X-RateLimit-Scope": "user", "Retry-After": f"{wait:.3f}"}
        return Verdict(headers, wait)

    def _bucket(self, template: str, method: str, params: dict[str, str]) -> tuple[Limit | None, str, str]:
        if template.startswith("/webhooks/"):
            return self._limits.per_token, "webhook", params["webhook_token"]
        if template.startswith("/channels/{channel_id}/messages") and method in {"POST", "PATCH", "DELETE"}:
            return self._limits.per_channel, f"{method} message", params["channel_id"]
        return None, "", ""

    def _count(self, key: str, limit: Limit) -> tuple[_Window, float | None]:
        now = self._now()
        window = self._windows.get(key)
        if window is None or now - window.started >= limit.seconds:
            window = self._windows[key] = _Window(now)
        if window.used >= limit.requests:
            return window, window.started + limit.seconds - now
        window.used += 1
        return window, None

    def _headers(self, limit: Limit, window: _Window, name: str) -> dict[str, str]:
        reset_after = max(0.0, window.started + limit.seconds - self._now())
        return {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(limit.requests - window.used),
            "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:16],
        }
