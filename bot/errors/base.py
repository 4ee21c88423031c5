"""What all errors have in common, and the few that are of no area."""

from collections.abc import Mapping
from typing import Any, ClassVar


class AtelierError(Exception):
    """An error that knows the sentence the member reads.

    `key` names that sentence in the locale files, `params` are the values it mentions. The exception's own text is
    for the operator's log only. `fault` marks errors the operator should see as warnings.
    """

    key: ClassVar[str] = "errors.unexpected"
    fault: ClassVar[bool] = False

    def __init__(self, detail: str = "", **params: Any) -> None:
        super().__init__(detail or ", ".join(f"{name}={value!r}" for name, value in params.items()))
        self.params = params

    def noted(self) -> dict[str, Any]:
        """As JSON, from which `recalled` makes the like of it."""
        return {
            "kind": type(self).__name__,
            "detail": str(self),
            "params": {name: _noted(self.params[name]) for name in self.params},
        }


class JobBroke(AtelierError):
    """Something that nobody foresaw, while a job was made."""

    key = "errors.job_broke"
    fault = True


class StartupError(AtelierError):
    """One sentence for the operator that says what to do; `__main__` prints it and exits with `exit_code`."""

    exit_code = 78  # EX_CONFIG of sysexits.h


class RequestRefused(AtelierError):
    """The member can do something about it; it cost nothing."""


class DeliveryFailed(AtelierError):
    """Discord took the result in no form; the files stay on disk under the job's id. params: job."""

    key = "errors.delivery_failed"
    fault = True


class ResultGone(DeliveryFailed):
    """Its files cannot be read any more, so that trying again helps nobody. params: job."""


def _noted(value: object) -> object:
    if isinstance(value, tuple):
        return [str(item) for item in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value if isinstance(value, int) else str(value)


def recalled(noted: Mapping[str, Any]) -> AtelierError:
    """An error that says what the noted one said."""
    params: dict[str, Any] = {name: _recalled(value) for name, value in noted["params"].items()}
    kinds = [AtelierError]
    for kind in kinds:
        if kind.__name__ == noted["kind"]:
            return kind(noted["detail"], **params)
        kinds += kind.__subclasses__()
    return AtelierError(noted["detail"])


def _recalled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
