"""Pictures that come in a JSON body: data URLs, bare base64, or addresses of files of ours."""

import base64
import binascii
import re
from urllib.parse import urlsplit

from sandbox.aihubmix.errors import gateway_error
from sandbox.aihubmix.files import Files
from sandbox.aihubmix.paint import readable

_DATA_URL = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


async def picture(value: object, files: Files, *, field: str) -> bytes:
    """The bytes of one picture. Only our own addresses lead anywhere: the sandbox has no other network."""
    if not isinstance(value, str) or not value:
        raise gateway_error(400, f"{field} must be a URL or base64", malformed=True)
    if value.startswith(("http://", "https://")):
        stored = files.get(urlsplit(value).path)
        if stored is None:
            raise gateway_error(400, f"{field}: cannot fetch {value[:80]}", "media_url_unreachable", malformed=True)
        return await stored.read()
    head = _DATA_URL.match(value)
    try:
        data = base64.b64decode(value[head.end() if head else 0 :], validate=True)
    except binascii.Error:
        raise gateway_error(400, f"{field} is no base64", "invalid_media_data", malformed=True) from None
    if not readable(data):
        raise gateway_error(400, f"{field} is no picture", "invalid_media", malformed=True)
    return data
