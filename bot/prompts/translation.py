"""Prompts in English, for models that know nothing else."""

import logging

from bot.errors import ProviderError, TranslationFailed
from bot.provider.client import Client
from bot.provider.shapes import table, tables, text
from bot.provider.wire import Call

log = logging.getLogger(__name__)


class Translation:
    """`model`: a chat model of the gateway; empty switches translation off."""

    def __init__(self, client: Client, model: str) -> None:
        self._client = client
        self._model = model

    async def english(self, words: str) -> str:
        """The same words when they are English already. Raises TranslationFailed."""
        if not self._model or words.isascii():
            return words
        system = "Translate to English."
        messages = [{"role": "system", "content": system}, {"role": "user", "content": words}]
        try:
            body = await self._client.whole(
                Call("/v1/chat/completions", json={"model": self._model, "messages": messages})
            )
        except ProviderError as error:
            raise TranslationFailed(str(error)) from error
        for choice in tables(table(body).get("choices")):
            if said := text(table(choice.get("message")).get("content")).strip():
                return said
        raise TranslationFailed("no words in the answer")
