"""The gateway's error bodies: its own form and that of what it passes through."""

from sandbox.aihubmix.records import Json


class Answered(Exception):
    """Ends the handling of a request with an error answer."""

    def __init__(self, status: int, body: Json, *, malformed: bool = False) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.malformed = malformed
        """True for what a correct client never sends."""


def gateway_error(status: int, message: str, code: str = "", *, malformed: bool = False) -> Answered:
    """The gateway's own form; `code` is often absent, as documented."""
    error: Json = {"message": f"{message} (tid: {{tid}})", "type": "Aihubmix_api_error"}
    if code:
        error |= {"param": "", "code": code}
    return Answered(status, {"error": error}, malformed=malformed)


def upstream_error(message: str, code: str, param: str | None = None, *, malformed: bool = True) -> Answered:
    """OpenAI's form, passed through."""
    kind = "user_error" if code == "moderation_blocked" else "invalid_request_error"
    return Answered(
        400, {"error": {"message": message, "type": kind, "param": param, "code": code}}, malformed=malformed
    )


def native_error(status: int, code: str, message: str, *, malformed: bool = False) -> Answered:
    """The form of `/ai/v1`."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    error: Json = {"message": message, "type": kind, "code": code, "tid": "req_{tid}"}
    return Answered(status, {"error": error}, malformed=malformed)


def as_native(answer: Answered) -> Answered:
    """What the gateway says on every lane, in the words of `/ai/v1`: there, an empty account is 402."""
    error: Json = answer.body["error"]
    if "tid" in error:
        return answer
    code = str(error.get("code") or "")
    message = str(error["message"]).removesuffix(" (tid: {tid})")
    if code == "insufficient_user_quota":
        return native_error(402, "insufficient_quota", message)
    if answer.status == 401:
        return native_error(401, "authentication_failed", message)
    if answer.status == 503 and not code:
        return native_error(404, "model_not_found", message, malformed=answer.malformed)
    return native_error(answer.status, code or "invalid_request", message, malformed=answer.malformed)


def google_error(message: str, code: int = 400, *, malformed: bool = True) -> Answered:
    """Google's form, passed through: its code is a number."""
    return Answered(code, {"error": {"message": message, "type": "", "param": "", "code": code}}, malformed=malformed)


def moderation_blocked() -> Answered:
    text = (
        "Your request was rejected as a result of our safety system. "
        "Your request may contain content that is not allowed by our safety system."
    )
    return upstream_error(text, "moderation_blocked", malformed=False)


def unknown_parameter(name: str) -> Answered:
    return upstream_error(f"Unknown parameter: '{name}'.", "unknown_parameter", name)


def invalid_type(name: str, expected: str, got: object) -> Answered:
    text = f"Invalid type for '{name}': expected {expected}, but got {type(got).__name__} instead."
    return upstream_error(text, "invalid_type", name)


def invalid_value(name: str, value: object, supported: tuple[str, ...]) -> Answered:
    listed = ", ".join(f"'{one}'" for one in supported)
    return upstream_error(f"Invalid value: '{value}'. Supported values are: {listed}.", "invalid_value", name)


def incorrect_model_id(status: int = 503) -> Answered:
    text = "Incorrect model ID. Please request to view the model page or you do not have permission to use this model"
    return gateway_error(status, text, malformed=True)


def model_retired(model: str, successor: str) -> Answered:
    return gateway_error(404, f"The model {model} has been retired. Use {successor} instead.", "model_retired")


def size_not_supported(size: str) -> Answered:
    text = f"size {size} is not supported for this image model"
    return gateway_error(400, text, "size_not_supported", malformed=True)


def not_found(method: str, path: str) -> Answered:
    return Answered(
        404,
        {
            "error": {
                "code": "not_found",
                "hint": "Check the method and the path against https://docs.aihubmix.com.",
                "message": f"Route {method} {path} not found",
                "request_id": "{tid}",
                "type": "invalid_request_error",
            }
        },
    )
