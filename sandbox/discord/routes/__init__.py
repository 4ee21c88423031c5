"""The REST routes, one module a subject; templates are spelled as in the API's specification."""

from collections.abc import Awaitable, Callable

from sandbox.discord.routes import accounts, application_commands, channel_messages, interaction_webhooks
from sandbox.discord.service import Call, Reply, Service

Handler = Callable[[Service, Call], Awaitable[Reply]]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    *accounts.ROUTES,
    *application_commands.ROUTES,
    *channel_messages.ROUTES,
    *interaction_webhooks.ROUTES,
)
"""In this order: ``@original`` must be asked before ``{message_id}``."""
