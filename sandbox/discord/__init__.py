"""A loopback Discord: REST v10, gateway and CDN on one port, strict about Discord's rules, with people in it."""

from sandbox.discord.cdn import Upload
from sandbox.discord.feed import Change, Typing
from sandbox.discord.limits import Limit, Limits
from sandbox.discord.people import Ask, NotOfferedByDiscord, Person
from sandbox.discord.record import Exchange
from sandbox.discord.server import FakeDiscord
from sandbox.discord.world import Application, Channel, Guild, Member, Role, User, World

__all__ = [
    "Application",
    "Ask",
    "Change",
    "Channel",
    "Exchange",
    "FakeDiscord",
    "Guild",
    "Limit",
    "Limits",
    "Member",
    "NotOfferedByDiscord",
    "Person",
    "Role",
    "Typing",
    "Upload",
    "User",
    "World",
]
