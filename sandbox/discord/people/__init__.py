"""What a person does in a Discord client, and what the client lets them do."""

from sandbox.discord.people.ask import Ask
from sandbox.discord.people.offered import NotOfferedByDiscord
from sandbox.discord.people.person import Person

__all__ = ["Ask", "NotOfferedByDiscord", "Person"]
