"""Discord's refusals by name, each with the status and code the API documents.

A refusal with status 400 means that the client broke the contract and counts as a violation; the others are answers a
legal request may receive at any time (gone, forbidden, too large, too late).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.discord.payload import Json


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a form: where (``embeds.0.title``), Discord's code for it, and a sentence."""

    where: str
    code: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says} ({self.code})"


@dataclass(eq=False)
class Refusal(Exception):
    status: int
    code: int
    message: str
    problems: Sequence[Problem] = field(default_factory=tuple[Problem, ...])
    violation: bool | None = None
    """None: a violation exactly when the status is 400."""

    def __post_init__(self) -> None:
        super().__init__(self.message)

    @property
    def is_violation(self) -> bool:
        return self.status == 400 if self.violation is None else self.violation

    def body(self) -> Json:
        body: Json = {"message": self.message, "code": self.code}
        errors: Json = {}
        for problem in self.problems:
            place = errors
            for step in problem.where.split("."):
                place = place.setdefault(step, {})
            place.setdefault("_errors", []).append({"code": problem.code, "message": problem.says})
        return body | ({"errors": errors} if errors else {})

    def __str__(self) -> str:
        details = "; ".join(str(problem) for problem in self.problems)
        return f"{self.status} {self.code} {self.message}" + (f": {details}" if details else "")


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def unknown_channel() -> Refusal:
    return Refusal(404, 10003, "Unknown Channel")


def unknown_guild() -> Refusal:
    return Refusal(404, 10004, "Unknown Guild")


def unknown_member() -> Refusal:
    return Refusal(404, 10007, "Unknown Member")


def unknown_message() -> Refusal:
    return Refusal(404, 10008, "Unknown Message")


def unknown_user() -> Refusal:
    return Refusal(404, 10013, "Unknown User")


def unknown_webhook() -> Refusal:
    return Refusal(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refusal:
    return Refusal(404, 10062, "Unknown interaction")


def unknown_command() -> Refusal:
    return Refusal(404, 10063, "Unknown application command")


def too_large() -> Refusal:
    return Refusal(413, 40005, "Request entity too large")


def already_acknowledged() -> Refusal:
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def too_many_followups() -> Refusal:
    """No violation: how many there have been is for the user's installation to know, not for the client."""
    return Refusal(400, 40094, "Maximum number of follow up messages has been reached.", violation=False)


def missing_access() -> Refusal:
    return Refusal(403, 50001, "Missing Access")


def not_the_author() -> Refusal:
    return Refusal(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> Refusal:
    return Refusal(400, 50006, "Cannot send an empty message")


def closed_to_messages() -> Refusal:
    return Refusal(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> Refusal:
    return Refusal(403, 50013, "Missing Permissions")


def no_mutual_guilds() -> Refusal:
    return Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def archived_thread() -> Refusal:
    """No violation: it may have been archived a moment ago."""
    return Refusal(400, 50083, "Thread is archived", violation=False)


def expired_token() -> Refusal:
    return Refusal(401, 50027, "Invalid Webhook Token")


def invalid_form(*problems: Problem, violation: bool | None = None) -> Refusal:
    return Refusal(400, 50035, "Invalid Form Body", problems, violation)
