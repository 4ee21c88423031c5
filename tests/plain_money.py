"""What a server's books should say, in plain numbers: what the money machine holds the product against."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from bot.credits.ledger import Account, Balance, Terms
from bot.jobs.rows import State

Purse = Literal["daily", "own", "pool"]


@dataclass
class Wallet:
    own: int = 0
    own_held: int = 0
    daily: int = 0
    daily_held: int = 0
    day: str = ""
    allowed: int = 0

    @property
    def balance(self) -> Balance:
        return Balance(self.own, self.own_held, self.daily, self.daily_held, self.day, self.allowed)


@dataclass
class PlainJob:
    who: Account
    model: str
    parts: dict[Purse, int]
    """What is held, by the purse it comes out of; an allowance's is of the wallet's day, a pool's of the server's."""
    wallet_day: str
    server_day: str
    state: State = "queued"
    issued: bool = False
    undelivered: bool = False
    cost: int = 0
    """Once it is made, and when it has ended."""

    @property
    def hold(self) -> int:
        return sum(self.parts.values())


@dataclass
class PlainBooks:
    wallets: dict[Account, Wallet] = field(default_factory=dict[Account, Wallet])
    jobs: dict[str, PlainJob] = field(default_factory=dict[str, PlainJob])
    drawn: Counter[tuple[Account, str]] = field(default_factory=Counter[tuple[Account, str]])
    """What a member has of the pool on a day, holds included."""
    shares: dict[tuple[Account, str], int] = field(default_factory=dict[tuple[Account, str], int])
    """The most it was allowed then."""
    given: Counter[tuple[Account, str]] = field(default_factory=Counter[tuple[Account, str]])

    def visit(self, who: Account, terms: Terms) -> Wallet:
        """Welcome, and the day's allowance."""
        if who not in self.wallets:
            self.wallets[who] = Wallet(own=terms.welcome)
        wallet = self.wallets[who]
        if terms.day > wallet.day and (terms.allowance or wallet.daily):
            wallet.daily = wallet.daily_held + terms.allowance
            wallet.day, wallet.allowed = terms.day, terms.allowance
        elif terms.day == wallet.day and terms.allowance > wallet.allowed:
            wallet.daily += terms.allowance - wallet.allowed
            wallet.allowed = terms.allowance
        return wallet

    def expected(self, who: Account, terms: Terms) -> Wallet:
        """As it would be after a visit, which this is not."""
        known = self.wallets.get(who)
        asked = PlainBooks({who: Wallet(**vars(known))} if known else {})
        return asked.visit(who, terms)

    def pool_left(self, who: Account, terms: Terms) -> int:
        pool = self.wallets.get(who.pool, Wallet())
        return max(0, min(pool.own - pool.own_held, terms.pool_share - self.drawn[who, terms.day]))

    def spendable(self, who: Account, terms: Terms) -> int:
        return self.expected(who, terms).balance.available + self.pool_left(who, terms)

    def open(self, job_id: str, who: Account, model: str, price: int, terms: Terms) -> None:
        wallet = self.visit(who, terms)
        daily = min(price, wallet.balance.daily_left)
        own = min(price - daily, wallet.balance.own_left)
        pooled = price - daily - own
        assert pooled <= self.pool_left(who, terms)
        wallet.daily_held += daily
        wallet.own_held += own
        if pooled:
            self.wallets[who.pool].own_held += pooled
            self.drawn[who, terms.day] += pooled
            self.shares[who, terms.day] = max(terms.pool_share, self.shares.get((who, terms.day), 0))
        parts: dict[Purse, int] = {"daily": daily, "own": own, "pool": pooled}
        self.jobs[job_id] = PlainJob(who, model, parts, wallet.day, terms.day)

    def close(self, job_id: str, end: State, cost: int) -> None:
        job = self.jobs[job_id]
        wallet, left = self.wallets[job.who], cost
        for purse, held in job.parts.items():
            taken = min(left, held)
            left -= taken
            if purse == "daily":
                wallet.daily_held -= held
                wallet.daily -= held if wallet.day != job.wallet_day else taken
            elif purse == "own":
                wallet.own_held -= held
                wallet.own -= taken
            elif held:
                self.wallets[job.who.pool].own_held -= held
                self.wallets[job.who.pool].own -= taken
                self.drawn[job.who, job.server_day] -= held - taken
        job.state, job.cost = end, cost

    def unfinished(self, who: Account | None = None) -> list[PlainJob]:
        states = ("queued", "ready", "running", "delivering")
        return [job for job in self.jobs.values() if job.state in states and who in {None, job.who}]
