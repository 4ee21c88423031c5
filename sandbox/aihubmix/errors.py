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
