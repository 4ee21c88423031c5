"""What `doctor` asks Discord."""

from typing import Any

import aiohttp
import orjson

from bot.cli._finding import Finding
from bot.provider.shapes import table, text
from bot.settings import Settings

API = "https://discord.com/api/v10"
_MESSAGE_CONTENT = 1 << 18 | 1 << 19  # granted to a verified application, or to one in few servers
_PORTAL = "the developer portal (your application, Bot"


async def discord_checks(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Token and intents."""
    try:
        status, user = await _asked(session, settings, "/users/@me")
        if status == 401:
            remedy = f"copy it anew from {_PORTAL}, Reset Token)"
            return [Finding("token", "bad", "Discord refuses DISCORD_TOKEN", remedy)]
        if status != 200:
            return [_unreachable(f"HTTP {status}")]
        token = Finding("token", "good", f"Discord knows the bot as {text(user.get('username'))}")
        status, application = await _asked(session, settings, "/applications/@me")
    except ValueError:  # no header can hold it
        return [Finding("token", "bad", "DISCORD_TOKEN is no token", f"copy it anew from {_PORTAL}, Reset Token)")]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [_unreachable(str(error) or type(error).__name__)]
    if status != 200:
        return [token, Finding("intents", "unknown", f"Discord does not say: HTTP {status}")]
    return [token, _intents(settings, application)]


def _unreachable(why: str) -> Finding:
    return Finding("token", "bad", f"Discord cannot be reached ({why})", "check the network")


def _intents(settings: Settings, application: dict[str, Any]) -> Finding:
    flags = application.get("flags")
    granted = isinstance(flags, int) and bool(flags & _MESSAGE_CONTENT)
    if settings.message_content_intent and not granted:
        remedy = f"switch it on in {_PORTAL}, Privileged Gateway Intents), or set MESSAGE_CONTENT_INTENT=false"
        return Finding("intents", "bad", "the message-content intent is asked for and not granted", remedy)
    if settings.message_content_intent:
        return Finding("intents", "good", "the message-content intent is asked for and granted")
    return Finding("intents", "good", "none that would have to be granted is asked for")


async def _asked(session: aiohttp.ClientSession, settings: Settings, path: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}"}
    url = (settings.discord_api_url or API) + path
    async with session.get(url, headers=headers, allow_redirects=False) as response:
        body = await response.read()
    try:
        return response.status, table(orjson.loads(body))
    except orjson.JSONDecodeError:
        return response.status, {}
