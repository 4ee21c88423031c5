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

from bot.errors.base import AtelierError, DeliveryFailed, JobBroke, RequestRefused, ResultGone, StartupError, recalled
from bot.errors.paying import (
    BatchDoesNotFit,
    GiftLimit,
    GiftRefused,
    GiftsTaken,
    InsufficientCredits,
    NoServerPays,
    PayerGone,
    PoolClosed,
    PriceRisen,
    ProposalGone,
    QuestionsOpen,
    QueueFull,
    SpendingCeiling,
)
from bot.errors.pictures import (
    AttachmentUnreachable,
    BadAttachment,
    BadMask,
    FileTooLarge,
    GivenGone,
    NoPictureHere,
    NotAPicture,
    NotAVideo,
    NothingToDescribe,
    NothingToEdit,
    NotYourPicture,
    PictureDeleted,
    PictureHidden,
    PictureKept,
    PictureMissing,
    ResultDeleted,
    ResultInUse,
    TooManyPixels,
)
from bot.errors.places import (
    AppealDecided,
    AppealMade,
    AppealsClosed,
    BadRule,
    ButtonGone,
    CannotPostHere,
    NoJobHere,
    NothingCovered,
    NotPermitted,
    OnlyOnServers,
    Restarting,
    ServerNotServed,
    UnknownJob,
    UnknownMember,
)
from bot.errors.provider import (
    AddressRefused,
    BadCredentials,
    ContentRejected,
    DownloadFailed,
    GenerationFailed,
    HelpFailed,
    InvalidRequest,
    JobLost,
    ModelRetired,
    NoResult,
    OperatorOutOfFunds,
    OptionNotOffered,
    ProviderBusy,
    ProviderDown,
    ProviderError,
    TaskUnknown,
    TranslationFailed,
    WrongWire,
)
from bot.errors.wishes import (
    BadDate,
    BadOptions,
    BadPresetName,
    BatchTooLarge,
    EmptyPreset,
    HelpOff,
    HelpSpent,
    ModelInTrouble,
    PromptMissing,
    PromptTooLong,
    ReferenceMissing,
    RetiredModel,
    TooManyPresets,
    UnknownExtra,
    UnknownModel,
    UnknownPreset,
    UnsupportedOption,
    WrongMedium,
)

__all__ = [
    "AddressRefused",
    "AppealDecided",
    "AppealMade",
    "AppealsClosed",
    "AtelierError",
    "AttachmentUnreachable",
    "BadAttachment",
    "BadCredentials",
    "BadDate",
    "BadMask",
    "BadOptions",
    "BadPresetName",
    "BadRule",
    "BatchDoesNotFit",
    "BatchTooLarge",
    "ButtonGone",
    "CannotPostHere",
    "ContentRejected",
    "DeliveryFailed",
    "DownloadFailed",
    "EmptyPreset",
    "FileTooLarge",
    "GenerationFailed",
    "GiftLimit",
    "GiftRefused",
    "GiftsTaken",
    "GivenGone",
    "HelpFailed",
    "HelpOff",
    "HelpSpent",
    "InsufficientCredits",
    "InvalidRequest",
    "JobBroke",
    "JobLost",
    "ModelInTrouble",
    "ModelRetired",
    "NoJobHere",
    "NoPictureHere",
    "NoResult",
    "NoServerPays",
    "NotAPicture",
    "NotAVideo",
    "NotPermitted",
    "NotYourPicture",
    "NothingCovered",
    "NothingToDescribe",
    "NothingToEdit",
    "OnlyOnServers",
    "OperatorOutOfFunds",
    "OptionNotOffered",
    "PayerGone",
    "PictureDeleted",
    "PictureHidden",
    "PictureKept",
    "PictureMissing",
    "PoolClosed",
    "PriceRisen",
    "PromptMissing",
    "PromptTooLong",
    "ProposalGone",
    "ProviderBusy",
    "ProviderDown",
    "ProviderError",
    "QuestionsOpen",
    "QueueFull",
    "ReferenceMissing",
    "RequestRefused",
    "Restarting",
    "ResultDeleted",
    "ResultGone",
    "ResultInUse",
    "RetiredModel",
    "ServerNotServed",
    "SpendingCeiling",
    "StartupError",
    "TaskUnknown",
    "TooManyPixels",
    "TooManyPresets",
    "TranslationFailed",
    "UnknownExtra",
    "UnknownJob",
    "UnknownMember",
    "UnknownModel",
    "UnknownPreset",
    "UnsupportedOption",
    "WrongMedium",
    "WrongWire",
    "recalled",
]
