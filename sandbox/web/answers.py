"""How the page is answered."""

from typing import Any

import orjson
from aiohttp import web


def reply(body: dict[str, Any], *, status: int = 200) -> web.Response:
    """As JSON."""
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
