"""Help with prompts by chat models: the operator pays, so each member has so much of it a day."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from bot.credits import books
from bot.credits.books import Ceilings
from bot.db.store import Store
from bot.db.tables import helped
from bot.diary import Diary
from bot.errors import AtelierError, HelpFailed, HelpOff, HelpSpent, ProviderError, SpendingCeiling
from bot.jobs.rows import new_id
from bot.log import withhold
from bot.prompts import describing, enhancing, rewriting
from bot.prompts.chat import Chat, Question
from bot.prompts.replies import prompt_in
from bot.transactions import Policy

Task = Literal["describe", "enhance", "rewrite"]
Found = TypeVar("Found")
MOST_USD = Decimal("0.002")  # more than one answer takes with the default model; what has to be left of a ceiling


@dataclass(frozen=True, slots=True)
class Member:
    """Who is helped, where, and in which language."""

    guild_id: int
    user_id: int
    locale: str


class PromptHelp:
    """`models`: a chat model for each task, empty where it is off; `per_day`: how often for one member, 0 never;
    `alert()` tells the operator; `now()` gives milliseconds since 1970."""

    def __init__(
        self,
        chat: Chat,
        store: Store,
        diary: Diary,
        policy: Policy,
        *,
        models: Mapping[Task, str],
        per_day: int,
        alert: Callable[[AtelierError], Awaitable[None]],
        now: Callable[[], int],
    ) -> None:
        self._chat = chat
        self._store = store
        self._diary = diary
        self._policy = policy
        self._models = models
        self._per_day = per_day
        self._alert = alert
        self.now = now

    def offers(self, task: Task) -> bool:
        """Whether there is such help at all."""
        return self._per_day > 0 and bool(self._models[task])

    def check(self, task: Task) -> None:
        """Raises HelpOff."""
        if not self.offers(task):
            raise HelpOff

    async def described(self, member: Member, picture: bytes) -> list[str]:
        """Four prompts for a picture (a JPEG), in the member's language. Raises what `check` does, HelpSpent,
        SpendingCeiling, HelpFailed."""
        question = describing.question(picture, member.locale)
        return await self._asked("describe", member, question, describing.read)

    async def enhanced(self, member: Member, words: str) -> str:
        """A richer prompt in the member's language. Raises likewise."""
        withhold([words])
        question = enhancing.question(words, member.locale)
        return await self._asked("enhance", member, question, lambda body: prompt_in(body, words))

    async def reworded(self, member: Member, words: str) -> str:
        """A prompt that is likelier to pass. Raises likewise."""
        withhold([words])
        return await self._asked("rewrite", member, rewriting.question(words), lambda body: prompt_in(body, words))

    async def _asked(self, task: Task, member: Member, question: Question, read: Callable[[Any], Found]) -> Found:
        self.check(task)
        model, day = self._models[task], self._policy.day(self.now())
        try:
            await self._store.write(_count, member.user_id, day, self._per_day, self._policy.ceilings)
        except SpendingCeiling as error:
            await self._alert(error)
            raise
        try:
            answer = await self._chat.answer(model, question)
        except ProviderError as error:
            if not error.executed:
                await self._store.write(_take_back, member.user_id, day)
            await self._alert(error)
            raise HelpFailed(f"{model}: {type(error).__name__}: {error}") from error
        await self._book(task, member, model, answer.usd)
        return read(answer.body)

    async def _book(self, task: Task, member: Member, model: str, usd: Decimal) -> None:
        self._diary.helped(task, member.user_id, member.guild_id, model, usd)
        if not usd:
            return
        now = self.now()
        await self._store.write(
            books.expend,
            f"help:{new_id(now)}",
            day=self._policy.day(now),
            guild_id=member.guild_id,
            model=model[:80],
            what="help",
            usd=usd,
            charged=0,
            now=now,
        )


def _count(conn: sa.Connection, user_id: int, day: str, most: int, ceilings: Ceilings) -> None:
    """Once more today. Raises HelpSpent, SpendingCeiling."""
    books.check_ceilings(conn, ceilings, MOST_USD, day)
    known = conn.execute(sa.select(helped.c.day, helped.c.count).where(helped.c.user_id == user_id)).one_or_none()
    if known is None:
        conn.execute(helped.insert().values(user_id=user_id, day=day, count=1))
        return
    known_day, times = known
    count = times if known_day == day else 0
    if count >= most:
        raise HelpSpent(limit=most)
    conn.execute(helped.update().where(helped.c.user_id == user_id).values(day=day, count=count + 1))


def _take_back(conn: sa.Connection, user_id: int, day: str) -> None:
    """Nothing was done for it."""
    conn.execute(
        helped.update()
        .where(helped.c.user_id == user_id, helped.c.day == day, helped.c.count > 0)
        .values(count=helped.c.count - 1)
    )
