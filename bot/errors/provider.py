"""The gateway or the model did not make it."""

from typing import Any

from bot.errors.base import AtelierError


class ProviderError(AtelierError):
    """The gateway or the model did not make it. Free for the member.

    `executed`: whether the paid request may have been executed, so that the gateway bills it.
    """

    key = "errors.provider_down"
    executed: bool = True


class ContentRejected(ProviderError):
    """params: reason (the gateway's words), stage ("input" or "output")."""

    key = "errors.content_rejected"


class InvalidRequest(ProviderError):
    """The gateway refused the request itself. params: reason.

    `field` is the parameter it complained of, if it said; `unknown` whether it does not know it at all, rather than not
    liking its value.
    """

    key = "errors.invalid_request"
    fault = True

    def __init__(self, detail: str = "", *, field: str | None = None, unknown: bool = True, **params: Any) -> None:
        super().__init__(detail, **params)
        self.field = field
        self.unknown = unknown


class NoResult(ProviderError):
    """The model answered without a file. params: said (what it said instead)."""

    key = "errors.no_result"


class GenerationFailed(ProviderError):
    """The task ended badly, without a word of moderation. params: reason (the gateway's words)."""

    key = "errors.generation_failed"


class TranslationFailed(ProviderError):
    """Nothing was asked of the model itself."""

    executed = False
    key = "errors.translation_failed"
    fault = True


class HelpFailed(ProviderError):
    """No answer of a chat model, or none of use. Nobody was charged for it."""

    key = "errors.help_failed"
    fault = True


class ModelRetired(ProviderError):
    """params: successor (the gateway's name for what to use instead; may be empty)."""

    key = "errors.model_retired"
    fault = True


class WrongWire(ModelRetired):
    """The gateway does not offer the model at this address. The request was not executed."""


class OptionNotOffered(ProviderError):
    """No reply format that carries all of the request is offered at the moment. params: model (title), options."""

    key = "errors.option_not_offered"
    fault = True


class TaskUnknown(ProviderError):
    """A look-up found no such task. Soon after its beginning that means nothing."""

    key = "errors.job_lost"
    fault = True


class ProviderBusy(ProviderError):
    """The request was provably not executed. `retry_after`: seconds the gateway asked for, if it did."""

    executed = False
    key = "errors.provider_busy"

    def __init__(self, detail: str = "", *, retry_after: float | None = None, **params: Any) -> None:
        super().__init__(detail, **params)
        self.retry_after = retry_after


class ProviderDown(ProviderError):
    """Unreachable, broken or cut off. Whether the request ran is unknown, so it is never sent again by itself."""

    fault = True


class OperatorOutOfFunds(ProviderError):
    """The operator's balance at the gateway is empty: members hear "out of service", the operator hears why."""

    key = "errors.out_of_service"
    fault = True


class BadCredentials(ProviderError):
    """The gateway refuses the operator's key, address or account."""

    key = "errors.out_of_service"
    fault = True


class DownloadFailed(ProviderError):
    """A result's link could not be fetched, or led to something that is no picture."""

    key = "errors.download_failed"
    fault = True


class AddressRefused(DownloadFailed):
    """The link leads to an address the bot must not ask: private, loopback, not http."""


class JobLost(ProviderError):
    """The bot stopped while the paid request was under way. It is never sent a second time."""

    key = "errors.job_lost"
    fault = True
