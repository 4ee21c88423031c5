"""A ready `Status` for every row of the gateway's status table, and for what CDNs put in front of it."""

from typing import Literal

from sandbox.aihubmix.behaviours import Status
from sandbox.aihubmix.records import Json

_HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
)


def _error(message: str, code: str = "") -> Json:
    error: Json = {"message": f"{message} (tid: {{tid}})", "type": "Aihubmix_api_error"}
    return {"error": error | ({"param": "", "code": code} if code else {})}


def rate_limited(retry_after: float | None = None) -> Status:
    headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    return Status(429, _error("The {model} model Too many requests; please try again later."), headers)


def rate_limited_by_provider() -> Status:
    text = "Rate limited by provider – contact support to request higher concurrency or try again later."
    return Status(503, _error(text))


def no_available_channel() -> Status:
    return Status(400, _error("No available channel for model {model} at the moment.", "no_available_channel"))


def incorrect_model_id(status: Literal[503, 400] = 503) -> Status:
    text = "Incorrect model ID. Please request to view the model page or you do not have permission to use this model"
    return Status(status, _error(text))


def insufficient_user_quota() -> Status:
    text = "Your account balance is insufficient. Please recharge your account to continue using the API."
    return Status(403, _error(text, "insufficient_user_quota"))


def bad_key() -> Status:
    return Status(401, _error("Unauthorized – access token is invalid or expired."))


def no_key() -> Status:
    return Status(401, _error("no key provided"))


def suspended() -> Status:
    return Status(403, _error("Account suspended."))


def forbidden() -> Status:
    return Status(403, _error("Forbidden – insufficient permissions."))


def ip_not_allowed(last_six: str = "3f9a1c") -> Status:
    return Status(403, _error(f"Forbidden – key({last_six}) allowed only from approved IP ranges."))


def model_not_authorized() -> Status:
    return Status(403, _error("Forbidden – not authorized to access the requested model."))


def channel_disabled() -> Status:
    return Status(403, _error("Forbidden – channel has been disabled."))


def model_retired(successor: str = "gpt-image-2") -> Status:
    headers = {"Link": f'</v1/models/{successor}>; rel="successor-version"'}
    text = f"The model {{model}} has been retired. Use {successor} instead."
    return Status(404, _error(text, "model_retired"), headers)


def model_removed() -> Status:
    return Status(410, _error("The model {model} has been removed."))


def prompt_missing() -> Status:
    return Status(400, _error("prompt is required", "prompt_missing"))


def prompt_too_long() -> Status:
    return Status(400, _error("prompt is too long", "prompt_too_long"))


def text_too_long() -> Status:
    return Status(400, _error("text is too long", "text_too_long"))


def size_not_supported() -> Status:
    return Status(400, _error("size not supported for this image model", "size_not_supported"))


def n_not_within_range() -> Status:
    return Status(400, _error("n must be between 1 and 10", "n_not_within_range"))


def unknown_parameter(name: str) -> Status:
    error = {"message": f"Unknown parameter: '{name}'.", "type": "invalid_request_error", "param": name}
    return Status(400, {"error": error | {"code": "unknown_parameter"}})


def schema_violation(name: str) -> Status:
    error = {"message": f"Unknown request parameter: `{name}`.", "type": "invalid_request_error"}
    return Status(400, {"error": error | {"code": "schema_violation", "tid": "req_{tid}"}})


def html_502() -> Status:
    return Status(502, _HTML_502, {"Content-Type": "text/html"}, charged=True)


def gateway_timeout() -> Status:
    return Status(
        504, _HTML_502.replace("502 Bad Gateway", "504 Gateway Time-out"), {"Content-Type": "text/html"}, True
    )


def empty_500() -> Status:
    return Status(500, charged=True)
