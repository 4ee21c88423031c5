"""From what the gateway answers to what it means: one table over status, code and text.

There is no single error schema: four coexist, codes may be missing or numbers, the body may be HTML or empty. So the
message is dug out defensively, and the first rule that matches decides.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from bot.errors import (
    BadCredentials,
    ContentRejected,
    InvalidRequest,
    ModelRetired,
    OperatorOutOfFunds,
    ProviderBusy,
    ProviderDown,
    ProviderError,
    TaskUnknown,
    WrongWire,
)
from bot.provider.shapes import table, text

LONGEST_REASON = 300
_TRACE = re.compile(r"\s*\((?:tid|request id)[^)]*\)", re.IGNORECASE)
_KEY = re.compile(r"sk-[\w-]+|key\s*\(\w+\)", re.IGNORECASE)
_SUCCESSOR = re.compile(r'([^/<>]+)>;\s*rel="successor-version"')
_FIELD = re.compile(
    r"(?:unknown|unrecognized|unsupported|invalid)[^'\"`]*(?:parameter|argument)[^'\"`]*['\"`](\w+)"
    r"|(?:unknown|unrecognized|unsupported)[^'\"`]*(?:parameter|argument)[^'\"`:]*: *(\w+)"
    r"|['\"`](\w+)['\"`] was unexpected"
    r"|unknown name \W*(\w+)|is missing an? (\w+)",  # as Google says it
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is no result, taken apart. `code` is lower-case, empty where there is none."""

    status: int
    code: str
    message: str
    param: str
    successor: str
    retry_after: float | None

    @property
    def detail(self) -> str:
        """For the operator's log; it may be stored, so it names no key."""
        return f"HTTP {self.status} {self.code}: {_KEY.sub('key', self.message) or 'no message'}"

    @property
    def reason(self) -> str:
        """For the member: the gateway's words without trace ids and keys, in a bearable length."""
        words = _KEY.sub("key", _TRACE.sub("", self.message)).strip()
        return words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…"


def dissect(status: int, headers: Mapping[str, str], body: bytes | Mapping[str, Any]) -> Failure:
    """Find code and message in whatever came."""
    content = _parsed(body)
    error = content.get("error", content)
    told = {"message": error} if isinstance(error, str) else table(error)
    code, message, param = (text(told.get(name)) for name in ("code", "message", "param"))
    named = _SUCCESSOR.search(headers.get("Link", ""))
    successor = text(told.get("successor_model")) or (named[1] if named else "")
    return Failure(status, code.lower(), message, param, successor, _seconds(headers.get("Retry-After")))


def meaning(failure: Failure) -> ProviderError:
    """The first rule that matches. An unknown 4xx is the request's fault, an unknown 5xx the gateway's."""
    for matches, error in _RULES:
        if matches(failure):
            return error(failure)
    if failure.status < 500:
        return _invalid(failure)
    return ProviderDown(failure.detail)


_Rule = tuple[Callable[[Failure], bool], Callable[[Failure], ProviderError]]


def _code(*codes: str) -> Callable[[Failure], bool]:
    return lambda failure: failure.code in codes


def _status(*statuses: int) -> Callable[[Failure], bool]:
    return lambda failure: failure.status in statuses


def _says(pattern: str) -> Callable[[Failure], bool]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda failure: bool(found.search(failure.message))


def _on_request(matches: Callable[[Failure], bool]) -> Callable[[Failure], bool]:
    """Not where the gateway itself has broken: it may name its moderation then as well."""
    return lambda failure: failure.status < 500 and matches(failure)


def _refused(matches: Callable[[Failure], bool]) -> Callable[[Failure], bool]:
    """Only where the status says that the request did not run: the same words in a 500, or in the middle of an answer
    that began well, do not."""
    return lambda failure: failure.status in {400, 429, 503} and matches(failure)


def _rejected(failure: Failure) -> ProviderError:
    stage = "output" if "output" in failure.code else "input"
    return ContentRejected(failure.detail, reason=failure.reason, stage=stage)


def _busy(failure: Failure) -> ProviderError:
    return ProviderBusy(failure.detail, retry_after=failure.retry_after)


def _retired(failure: Failure) -> ProviderError:
    return ModelRetired(failure.detail, successor=failure.successor)


def _wrong_wire(failure: Failure) -> ProviderError:
    if failure.status < 400:  # an answer that had begun: nothing is sent again for it
        return _retired(failure)
    if failure.status >= 500 and not (failure.status == 503 and _UNKNOWN_MODEL.search(failure.message)):
        return ProviderDown(failure.detail)  # the same words in a broken answer say nothing about its execution
    return WrongWire(failure.detail, successor=failure.successor)


def _invalid(failure: Failure) -> ProviderError:
    if not 400 <= failure.status < 500:  # an answer that had begun, or broke: nothing is sent again for it
        return InvalidRequest(failure.detail, reason=failure.reason)
    found = _FIELD.search(failure.message)
    field = failure.param or (found[found.lastindex or 0] if found else "")
    unknown = found is not None or failure.code in _NOT_KNOWN
    return InvalidRequest(failure.detail, field=field or None, unknown=unknown, reason=failure.reason)


_UNKNOWN_MODEL = re.compile(r"incorrect model id", re.IGNORECASE)
_REFUSAL = r"safety (?:system|filter)|content policy|moderation|policy violation|responsible ai|sensitive word"
_NOT_KNOWN = ("unknown_parameter", "unsupported_parameter", "schema_violation")
_RULES: tuple[_Rule, ...] = (
    (_code("insufficient_user_quota", "insufficient_quota"), lambda f: OperatorOutOfFunds(f.detail)),
    (_status(402), lambda f: OperatorOutOfFunds(f.detail)),
    (
        _says(r"balance is insufficient|quota (?:is )?(?:exhausted|not enough)|recharge"),
        lambda f: OperatorOutOfFunds(f.detail),
    ),
    (_code("model_retired"), _retired),
    (_code("task_not_found"), lambda f: TaskUnknown(f.detail)),
    (_code("artifact_expired"), lambda f: TaskUnknown(f.detail)),
    (_status(410), _retired),
    (_code("protocol_not_supported", "model_not_found", "not_found"), _wrong_wire),
    (_says(r"legacy protocol|not authorized to access the requested model"), _wrong_wire),
    (_says(r"incorrect model id"), _wrong_wire),  # 503 in the documents, 400 as measured
    (_says(r"unknown name \W*(?:prompt|n|size)\b"), _wrong_wire),  # a Google model asked the OpenAI way
    (_says(r"is not found for api version"), _wrong_wire),  # Google's own 404, for a model or what is asked of it
    (_code("async_not_enabled"), lambda f: InvalidRequest(f.detail, field="async", reason=f.reason)),
    (_code(*_NOT_KNOWN), _invalid),
    (_says(_FIELD.pattern), _invalid),  # before the words below: "moderation" may be the parameter's name
    (_code("moderation_blocked", "content_policy_violation", "output_blocked", "output_policy_violation"), _rejected),
    (_on_request(_says(_REFUSAL)), _rejected),
    (_status(429), _busy),
    (_refused(_code("no_available_channel", "upstream_rate_limited", "rate_limited", "model_unavailable")), _busy),
    (_refused(_says(r"rate limited by provider|too many requests")), _busy),
    (_status(401, 403, 407), lambda f: BadCredentials(f.detail)),
    (_status(408), lambda f: ProviderDown(f.detail)),
)


def _parsed(body: bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(body, bytes):
        return body
    try:
        return table(orjson.loads(body))
    except orjson.JSONDecodeError:
        return {}


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value else None
    except ValueError:
        return _until(value)


def _until(value: str | None) -> float | None:
    """Seconds to an HTTP date."""
    try:
        at = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(at.tzinfo or UTC)).total_seconds()) if at.tzinfo else None
