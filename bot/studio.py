"""The studio: quote -> ask, if it is dear -> hold -> record. What follows is `bot.production`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.catalog.catalog import check
from bot.credits import books, ledger
from bot.credits.ledger import Account, Balance
from bot.credits.pricing import at_most, quoted_usd
from bot.errors import (
    PriceRisen,
    ProposalGone,
    Restarting,
    SpendingCeiling,
    UnknownJob,
)
from bot.jobs import rows
from bot.jobs.rows import Job
from bot.media.requests import GenerationRequest
from bot.production import Production
from bot.proposals import accept, accept_all, check_room, propose_all, proposed, withdraw
from bot.provider.wire import Queued
from bot.transactions import (
    Cancellation,
    Opened,
    Order,
    Price,
    cancel_job,
    open_job,
    together,
)


class Studio(Production):
    """Takes orders for jobs, and takes them back."""

    # -- what a cog calls

    def quote(self, request: GenerationRequest) -> Price:
        """What will be held. Raises RequestRefused when the model cannot do this, has gone, or is in trouble."""
        spec = self.catalog.offered(request.model)
        check(spec, request)
        self.making.check_health(spec, request)
        usd = quoted_usd(spec, request)
        return Price(self.rate.credits(usd), usd, at_most=at_most(spec))

    async def asks_first(self, guild_id: int, request: GenerationRequest) -> bool:
        """Whether a request of this price is confirmed before anything is held."""
        hold = self.quote(request).hold
        return hold > 0 and (request.medium == "video" or hold > (await self.rules(guild_id)).confirm_above)

    async def propose(self, order: Order) -> tuple[Price, int]:
        """Keep an order until its member says yes. Returns its price, and the credits the member could spend.

        Raises RequestRefused, also when these are too few: nobody is asked about what cannot be paid.
        """
        return await self.propose_all([order])

    async def propose_all(self, orders: Sequence[Order]) -> tuple[Price, int]:
        """The same for a batch, as one question; its first order's id stands for it. The price is that of all."""
        prices, now, first = [self.quote(order.request) for order in orders], self.now(), orders[0]
        total = together(prices)
        if len(orders) > 1:
            await self.store.read(check_room, first.account, len(orders), self.policy.limits.waiting)
        spendable = await self.spendable(first)
        if spendable < total.hold:
            raise total.unaffordable(spendable)
        await self._within_ceilings(total.usd, now)
        priced = [replace(order, agreed=price.hold) for order, price in zip(orders, prices, strict=True)]
        await self.store.write(propose_all, priced, self.policy.limits.waiting, now)
        return total, spendable

    async def spendable(self, order: Order) -> int:
        """Credits the member of an order could spend on it now."""
        now = self.now()
        terms = (await self.rules(order.guild_id)).terms(order.roles, now)
        return await self.store.write(ledger.spendable, order.account, terms, now)

    async def _within_ceilings(self, usd: Decimal, now: int) -> None:
        try:
            await self.store.read(books.check_ceilings, self.policy.ceilings, usd, self.policy.day(now))
        except SpendingCeiling as error:
            await self._desk.alert(error)
            raise

    async def proposal(self, job_id: str) -> list[Order]:
        """The order, or all of a batch. Raises ProposalGone."""
        return await self.store.read(proposed, job_id)

    async def decline(self, job_id: str) -> bool:
        """The member has thought better of it. False when it was confirmed or declined already."""
        try:
            orders = await self.proposal(job_id)
        except ProposalGone:
            return False
        withdrawn = await self.store.write(withdraw, job_id)
        if withdrawn:
            for order in orders:
                await self.files.discard(order.job_id)
        return withdrawn

    async def submit(self, order: Order, *, confirmed: bool = False) -> Job:
        """Hold the credits, record the job and start it when its turn is now; `confirmed`: it was proposed before.

        When this raises, nothing was written and nothing is held; what follows the transaction cannot fail.
        """
        if self.stopping:
            raise Restarting
        price, now = self.quote(order.request), self.now()
        if order.agreed is not None and price.hold > order.agreed:
            raise PriceRisen(price=price.hold, agreed=order.agreed, at_most=price.at_most)
        terms = (await self.rules(order.guild_id)).terms(order.roles, now)
        opening = accept if confirmed else open_job
        try:
            opened = await self.store.write(opening, order, price=price, terms=terms, policy=self.policy, now=now)
        except SpendingCeiling as error:
            await self._desk.alert(error)
            raise
        await self._accepted(opened)
        return opened.job

    async def submit_all(self, orders: Sequence[Order], before: Callable[[], None]) -> list[Job]:
        """The member has said yes to a batch: all of its jobs, or none. `before` is called when they are there and
        none has shown anything yet. When this raises, nothing was written; see `submit`."""
        if self.stopping:
            raise Restarting
        prices, now = [self.quote(order.request) for order in orders], self.now()
        total, agreed = together(prices), sum(order.agreed or 0 for order in orders)
        if total.hold > agreed:
            raise PriceRisen(price=total.hold, agreed=agreed, at_most=total.at_most)
        terms = (await self.rules(orders[0].guild_id)).terms(orders[0].roles, now)
        try:
            opened = await self.store.write(accept_all, orders, prices=prices, terms=terms, policy=self.policy, now=now)
        except SpendingCeiling as error:
            await self._desk.alert(error)
            raise
        before()
        for each in opened:
            await self._accepted(each)
        return [each.job for each in opened]

    async def _accepted(self, opened: Opened) -> None:
        if opened.fresh:
            self.diary.accepted(opened.job)
        self.engine.wake(opened.started)
        if opened.position:
            self._desk.progress(opened.job, Queued())
            await self._move_up()

    async def cancel(self, job_id: str, *, sure: bool) -> Cancellation:
        """Stop a job. What costs something is stopped only when the member is sure. Raises UnknownJob."""
        canceled = await self.store.write(cancel_job, job_id, sure=sure, policy=self.policy, now=self.now())
        if canceled.done:
            self.diary.canceled(canceled.job, canceled.cost, canceled.billed)
            self.engine.wake(canceled.started)
            await self.engine.interrupt(job_id)
            self.engine.wake([job_id])  # to take leave
            await self._move_up()
        return canceled

    async def deliver_again(self, job_id: str, before: Callable[[], None]) -> bool:
        """Try at once to deliver a result that no way was open for; whether that went well. `before` is called when
        nobody else tries. Raises UnknownJob."""
        job = await self.store.read(rows.load, job_id)
        if job is None or job.state != "delivering":
            raise UnknownJob(job=job_id)
        await self.engine.again(job_id, before)
        tried = await self.store.read(rows.load, job_id)
        return tried is not None and tried.state == "succeeded"

    async def balance(self, account: Account, roles: Iterable[int] = ()) -> Balance:
        """Opens the wallet, with its welcome grant and the day's allowance, of a member seen for the first time."""
        now = self.now()
        terms = (await self.rules(account.guild_id)).terms(roles, now)
        return await self.store.write(ledger.open_wallet, account, terms, now)
