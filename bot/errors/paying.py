"""Credits, and what waits for a yes or for room."""

from bot.errors.base import RequestRefused


class InsufficientCredits(RequestRefused):
    """params: price, balance (credits), at_most (whether the price is an upper bound; False when it is left out)."""

    key = "errors.insufficient_credits"


class GiftLimit(RequestRefused):
    """More than the server lets a member give away on one day. params: limit, left (credits)."""

    key = "errors.gift_limit"


class GiftsTaken(RequestRefused):
    """More than the server lets a member be given on one day. params: limit (credits)."""

    key = "errors.gifts_taken"


class GiftRefused(RequestRefused):
    """To oneself or to a bot."""

    key = "errors.gift_refused"


class PoolClosed(RequestRefused):
    """The server has no pool. params: rule and answer (the one that opens it, and its value)."""

    key = "errors.pool_closed"


class SpendingCeiling(RequestRefused):
    """The operator's ceiling for the day or the month is reached. params: span ("day" or "month")."""

    key = "errors.spending_ceiling"


class QueueFull(RequestRefused):
    """params: limit (jobs)."""

    key = "errors.queue_full"


class BatchDoesNotFit(RequestRefused):
    """All of a batch or nothing: it would make more unfinished jobs than a member may have. params: count, limit and
    room (jobs)."""

    key = "errors.batch_does_not_fit"


class ProposalGone(RequestRefused):
    """What a button asks to be confirmed has been confirmed or withdrawn already, or has grown old."""

    key = "errors.proposal_gone"


class PriceRisen(RequestRefused):
    """It costs more by now than the member has said yes to. params: price, agreed (credits), at_most (whether the price
    is an upper bound)."""

    key = "errors.price_risen"


class QuestionsOpen(RequestRefused):
    """params: limit (questions that wait for an answer)."""

    key = "errors.questions_open"


class NoServerPays(RequestRefused):
    """Outside servers, by somebody who is on none that would pay."""

    key = "errors.no_server_pays"


class PayerGone(RequestRefused):
    """Between question and answer the member has left the server that was to pay, or the bot has."""

    key = "errors.payer_gone"
