"""Who may do what, and where; and what is not there any more."""

from bot.errors.base import RequestRefused


class CannotPostHere(RequestRefused):
    """The bot may not write, or attach files, in this channel."""

    key = "errors.cannot_post_here"


class BadRule(RequestRefused):
    """A server's rule cannot have that value. params: name, value, why."""

    key = "errors.bad_rule"


class NothingCovered(RequestRefused):
    """Neither a channel nor a role was named whose pictures are to be spoilers."""

    key = "errors.nothing_covered"


class NotPermitted(RequestRefused):
    """params: permission (a key of the locale files' permissions)."""

    key = "errors.not_permitted"


class UnknownJob(RequestRefused):
    """A button or command names a job that is not there any more."""

    key = "errors.unknown_job"


class NoJobHere(RequestRefused):
    """A message that shows no job."""

    key = "errors.no_job_here"


class AppealMade(RequestRefused):
    """The moderators have been asked about this already, and have not decided."""

    key = "errors.appeal_made"


class AppealDecided(RequestRefused):
    """The moderators have decided already."""

    key = "errors.appeal_decided"


class AppealsClosed(RequestRefused):
    """The server has no channel for appeals, or the bot cannot write there."""

    key = "errors.appeals_closed"


class ButtonGone(RequestRefused):
    """A button, menu or form that this process knows nothing of: it is from before a restart, or made up."""

    key = "errors.button_gone"


class UnknownMember(RequestRefused):
    """Somebody was named who is not in the server."""

    key = "errors.unknown_member"


class ServerNotServed(RequestRefused):
    """ALLOWED_SERVERS names others."""

    key = "errors.server_not_served"


class OnlyOnServers(RequestRefused):
    """It concerns a server, and this is no place on one that has the bot."""

    key = "errors.only_on_servers"


class Restarting(RequestRefused):
    """A stop signal has come: nothing new is accepted."""

    key = "errors.restarting"
