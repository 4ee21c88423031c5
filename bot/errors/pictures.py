"""Results and pictures that cannot be worked on."""

from bot.errors.base import RequestRefused


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


class NothingToDescribe(RequestRefused):
    """No picture was attached, and the member has made none here."""

    key = "errors.nothing_to_describe"


class GivenGone(RequestRefused):
    """The pictures that went along with a refused request are not kept any more."""

    key = "errors.given_gone"
