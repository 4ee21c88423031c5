"""Everything that can go wrong, named for the event.

AtelierError
├── StartupError            the operator has to change something before the bot can run
├── JobBroke                nobody foresaw it; the hold is released
├── RequestRefused          the member asked for something that cannot be done; nothing was charged
│   ├── PromptMissing
│   ├── PromptTooLong
│   ├── UnknownModel
│   ├── RetiredModel
│   ├── UnsupportedOption
│   ├── UnknownExtra
│   ├── ReferenceMissing
│   ├── WrongMedium
│   ├── BadOptions
│   ├── BadDate
│   ├── NothingToEdit
│   ├── PictureMissing
│   ├── ResultDeleted
│   │   └── PictureDeleted
│   ├── ResultInUse
│   ├── PictureKept
│   ├── NotYourPicture
│   ├── NoPictureHere
│   ├── PictureHidden
│   ├── CannotPostHere
│   ├── BadAttachment
│   │   ├── NotAPicture
│   │   ├── NotAVideo
│   │   ├── BadMask
│   │   ├── AttachmentUnreachable
│   │   ├── FileTooLarge
│   │   └── TooManyPixels
│   ├── InsufficientCredits
│   ├── GiftLimit
│   ├── GiftsTaken
│   ├── GiftRefused
│   ├── PoolClosed
│   ├── BadRule
│   ├── QueueFull
│   ├── BatchTooLarge
│   ├── BatchDoesNotFit
│   ├── UnknownPreset
│   ├── BadPresetName
│   ├── EmptyPreset
│   ├── TooManyPresets
│   ├── NothingCovered
│   ├── SpendingCeiling
│   ├── ModelInTrouble
│   ├── NotPermitted
│   ├── UnknownMember
│   ├── UnknownJob
│   ├── ProposalGone
│   ├── PriceRisen
│   ├── QuestionsOpen
│   ├── NoJobHere
│   ├── HelpOff
│   ├── HelpSpent
│   ├── NothingToDescribe
│   ├── GivenGone
│   ├── AppealMade
│   ├── AppealDecided
│   ├── AppealsClosed
│   ├── ButtonGone
│   ├── ServerNotServed
│   ├── OnlyOnServers
│   ├── NoServerPays
│   ├── PayerGone
│   └── Restarting
├── ProviderError           the gateway or the model did not make it; the hold is released
│   ├── ContentRejected     the model said no
│   ├── InvalidRequest      the gateway did not take a parameter
│   ├── NoResult            an answer, but no file in it
│   ├── GenerationFailed    the model tried and failed
│   ├── TranslationFailed   the prompt could not be put into English; the model was not asked
│   ├── HelpFailed          the chat model that helps with prompts gave nothing of use
│   ├── ModelRetired
│   │   └── WrongWire       not offered in this wire; not executed, another wire may do
│   ├── OptionNotOffered    the gateway offers the model, but not with what was asked of it
│   ├── TaskUnknown         the gateway does not know the task (yet, or any more)
│   ├── ProviderBusy        not executed, may be tried again
│   ├── ProviderDown        unreachable, broken or cut off; never tried again by itself
│   ├── OperatorOutOfFunds
│   ├── BadCredentials
│   ├── DownloadFailed      a result's link could not be fetched
│   │   └── AddressRefused  it led somewhere the bot must not go
│   └── JobLost             the paid request left with a process that ended before its answer was stored
└── DeliveryFailed          Discord took the result in no form; it is kept and tried again
    └── ResultGone          its files cannot be read any more
"""

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


class PromptMissing(RequestRefused):
    """Nothing but white space was typed."""

    key = "errors.prompt_missing"


class PromptTooLong(RequestRefused):
    """params: length, limit (characters)."""

    key = "errors.prompt_too_long"


class UnknownModel(RequestRefused):
    """params: model, known (titles)."""

    key = "errors.unknown_model"


class RetiredModel(RequestRefused):
    """The gateway's list says that the model has gone. params: model, successor (titles; the latter may be empty)."""

    key = "errors.retired_model"


class UnsupportedOption(RequestRefused):
    """params: model (title), option, value, allowed (what it can take, as text)."""

    key = "errors.unsupported_option"


class UnknownExtra(RequestRefused):
    """params: model (title), option, allowed (names of what it has)."""

    key = "errors.unknown_extra"


class ReferenceMissing(RequestRefused):
    """The model only works on a picture. params: model (title)."""

    key = "errors.reference_missing"


class WrongMedium(RequestRefused):
    """A picture model was asked for a video, or the other way round. params: model (title), command (to use)."""

    key = "errors.wrong_medium"


class BadOptions(RequestRefused):
    """What was typed is no list of `name=value`. params: typed."""

    key = "errors.bad_options"


class BadDate(RequestRefused):
    """What was typed is no day of a calendar. params: typed."""

    key = "errors.bad_date"


class NothingToEdit(RequestRefused):
    """No picture was attached, and the member has made none here."""

    key = "errors.nothing_to_edit"


class PictureMissing(RequestRefused):
    """There are not that many in a result. params: number, count."""

    key = "errors.picture_missing"


class ResultDeleted(RequestRefused):
    """Its member has deleted it for good."""

    key = "errors.result_deleted"


class PictureDeleted(ResultDeleted):
    """What a request works with was a result that its member has deleted for good."""

    key = "errors.picture_deleted"


class ResultInUse(RequestRefused):
    """A job that has not ended works with it."""

    key = "errors.result_in_use"


class PictureKept(RequestRefused):
    """It works with what another member has kept to themselves."""

    key = "errors.picture_kept"


class NotYourPicture(RequestRefused):
    """The server's rule says whose pictures may be worked on. params: allowed_pictures (a key of
    the locale files' editable)."""

    key = "errors.not_your_picture"


class CannotPostHere(RequestRefused):
    """The bot may not write, or attach files, in this channel."""

    key = "errors.cannot_post_here"


class NoPictureHere(RequestRefused):
    """A message that shows neither a result nor a picture."""

    key = "errors.no_picture_here"


class PictureHidden(RequestRefused):
    """Discord does not show the bot what a message has."""

    key = "errors.picture_hidden"


class BadAttachment(RequestRefused):
    """An attachment the studio cannot work with."""

    key = "errors.not_a_picture"


class NotAPicture(BadAttachment):
    """The bytes are no picture, whatever the name says. params: name."""


class NotAVideo(BadAttachment):
    """The bytes are no video that can be played to its end. params: name."""

    key = "errors.not_a_video"


class BadMask(BadAttachment):
    """A mask that does not say where to change the picture, or that is of another shape. params: name."""

    key = "errors.bad_mask"


class AttachmentUnreachable(BadAttachment):
    """Discord did not hand the file over, or it is empty. params: name."""

    key = "errors.attachment_unreachable"


class FileTooLarge(BadAttachment):
    """params: name, limit (MiB)."""

    key = "errors.file_too_large"


class TooManyPixels(BadAttachment):
    """A decompression bomb, or simply too large to decode safely. params: name, limit (megapixels)."""

    key = "errors.too_many_pixels"


class InsufficientCredits(RequestRefused):
    """params: price, balance (credits)."""

    key = "errors.insufficient_credits"


class GiftLimit(RequestRefused):
    """More than the server lets a member give away on one day. params: limit, left (credits)."""

    key = "errors.gift_limit"


class GiftsTaken(RequestRefused):
    """More than the server lets a member be given on one day. params: limit (credits)."""

    key = "errors.gifts_taken"


class GiftRefused(RequestRefused):
    """To oneself or to a bot."""

    key = "errors.gift_refused"


class PoolClosed(RequestRefused):
    """The server has no pool."""

    key = "errors.pool_closed"


class BadRule(RequestRefused):
    """A server's rule cannot have that value. params: name, value, why."""

    key = "errors.bad_rule"


class SpendingCeiling(RequestRefused):
    """The operator's ceiling for the day or the month is reached. params: span ("day" or "month")."""

    key = "errors.spending_ceiling"


class ModelInTrouble(RequestRefused):
    """It has failed too often of late; it is tried again by itself. params: model, successor (titles; the latter may be
    empty)."""

    key = "errors.model_in_trouble"


class QueueFull(RequestRefused):
    """params: limit (jobs)."""

    key = "errors.queue_full"


class BatchTooLarge(RequestRefused):
    """A prompt's groups of choices come to more prompts than are made at once. params: limit."""

    key = "errors.batch_too_large"


class BatchDoesNotFit(RequestRefused):
    """All of a batch or nothing: it would make more unfinished jobs than a member may have. params: count, limit and
    room (jobs)."""

    key = "errors.batch_does_not_fit"


class UnknownPreset(RequestRefused):
    """params: name."""

    key = "errors.unknown_preset"


class BadPresetName(RequestRefused):
    """params: typed."""

    key = "errors.bad_preset_name"


class EmptyPreset(RequestRefused):
    """It has neither words nor options."""

    key = "errors.empty_preset"


class TooManyPresets(RequestRefused):
    """params: limit."""

    key = "errors.too_many_presets"


class NothingCovered(RequestRefused):
    """Neither a channel nor a role was named whose pictures are to be spoilers."""

    key = "errors.nothing_covered"


class NotPermitted(RequestRefused):
    """params: permission (a key of the locale files' permissions)."""

    key = "errors.not_permitted"


class UnknownJob(RequestRefused):
    """A button or command names a job that is not there any more."""

    key = "errors.unknown_job"


class ProposalGone(RequestRefused):
    """What a button asks to be confirmed has been confirmed or withdrawn already, or has grown old."""

    key = "errors.proposal_gone"


class PriceRisen(RequestRefused):
    """It costs more by now than the member has said yes to. params: price, agreed (credits)."""

    key = "errors.price_risen"


class QuestionsOpen(RequestRefused):
    """params: limit (questions that wait for an answer)."""

    key = "errors.questions_open"


class NoJobHere(RequestRefused):
    """A message that shows no job."""

    key = "errors.no_job_here"


class HelpOff(RequestRefused):
    """The operator has switched this help with prompts off."""

    key = "errors.help_off"


class HelpSpent(RequestRefused):
    """The member has been helped with prompts often enough for one day. params: limit."""

    key = "errors.help_spent"


class NothingToDescribe(RequestRefused):
    """No picture was attached, and the member has made none here."""

    key = "errors.nothing_to_describe"


class GivenGone(RequestRefused):
    """The pictures that went along with a refused request are not kept any more."""

    key = "errors.given_gone"


class AppealMade(RequestRefused):
    """The moderators have been asked about this already, and have not decided."""

    key = "errors.appeal_made"


class AppealDecided(RequestRefused):
    """The moderators have decided already."""

    key = "errors.appeal_decided"


class AppealsClosed(RequestRefused):
    """The server has no channel for appeals, or the bot cannot write there."""

    key = "errors.appeals_closed"


class ButtonGone(RequestRefused):
    """A button, menu or form that this process knows nothing of: it is from before a restart, or made up."""

    key = "errors.button_gone"


class UnknownMember(RequestRefused):
    """Somebody was named who is not in the server."""

    key = "errors.unknown_member"


class ServerNotServed(RequestRefused):
    """ALLOWED_SERVERS names others."""

    key = "errors.server_not_served"


class OnlyOnServers(RequestRefused):
    """It concerns a server, and this is no place on one that has the bot."""

    key = "errors.only_on_servers"


class NoServerPays(RequestRefused):
    """Outside servers, by somebody who is on none that would pay."""

    key = "errors.no_server_pays"


class PayerGone(RequestRefused):
    """Between question and answer the member has left the server that was to pay, or the bot has."""

    key = "errors.payer_gone"


class Restarting(RequestRefused):
    """A stop signal has come: nothing new is accepted."""

    key = "errors.restarting"


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
