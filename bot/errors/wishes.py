"""What was asked for cannot be done: prompts, models, options, presets, batches, help with prompts."""

from bot.errors.base import RequestRefused


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


class ModelInTrouble(RequestRefused):
    """It has failed too often of late; it is tried again by itself. params: model, successor (titles; the latter may be
    empty)."""

    key = "errors.model_in_trouble"


class BatchTooLarge(RequestRefused):
    """A prompt's groups of choices come to more prompts than are made at once. params: limit."""

    key = "errors.batch_too_large"


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


class HelpOff(RequestRefused):
    """The operator has switched this help with prompts off."""

    key = "errors.help_off"


class HelpSpent(RequestRefused):
    """The member has been helped with prompts often enough for one day. params: limit."""

    key = "errors.help_spent"
