"""Everything that knows Discord but is no command."""

import aiohttp
import discord

TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What a request to Discord may raise when nobody here is to blame."""

NOBODY = discord.AllowedMentions.none()
"""Prompts are user text: nothing the bot says notifies anybody."""

UNKNOWN_MESSAGE = 10008
"""Discord's code for one that has been deleted; other things may be unknown because the bot is kept from them."""
