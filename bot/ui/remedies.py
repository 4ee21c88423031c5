"""What is offered under a job that a model refused: safer wording, and the server's moderators."""

from collections.abc import Awaitable, Callable

import discord

from bot import locales
from bot.jobs.rows import DIRECT, Job
from bot.prompt_help import PromptHelp
from bot.rules import Rules
from bot.ui.appeals import AppealButton
from bot.ui.reword import RefusedButton


class Remedies:
    """Knows what there is for a refused job. `rules()` gives a server's."""

    def __init__(
        self, client: discord.Client, rules: Callable[[int], Awaitable[Rules]], prompt_help: PromptHelp
    ) -> None:
        self._client = client
        self._rules = rules
        self._prompt_help = prompt_help

    async def of(self, job: Job) -> discord.ui.View | None:
        """The buttons; None where there is nothing to offer."""
        view = discord.ui.View(timeout=None)
        if self._prompt_help.offers("rewrite"):
            view.add_item(RefusedButton(job.id, locales.text(job.locale, "refused.reword")))
        here = job.asked_in > DIRECT and self._client.get_guild(job.asked_in) is not None
        if here and (await self._rules(job.asked_in)).appeals_channel:
            view.add_item(AppealButton(job.id, sure=False, label=locales.text(job.locale, "refused.appeal")))
        return view if view.children else None
