"""Registering commands, globally or for one guild."""

from sandbox.discord.commands import without_localizations
from sandbox.discord.payload import Json, objects
from sandbox.discord.refusals import missing_access, unknown_command
from sandbox.discord.service import Call, Reply, Service


def _guild_id(service: Service, call: Call) -> str | None:
    if call.params["application_id"] != service.world.application.id:
        raise missing_access()
    guild_id = call.params.get("guild_id")
    joined = {guild.id for guild in service.world.guilds if service.world.bot.id in guild.members}
    if guild_id and guild_id not in joined:
        raise missing_access()
    return guild_id


def _asked(call: Call, commands: list[Json]) -> list[Json]:
    if call.query.get("with_localizations") in {"1", "true"}:
        return commands
    return [without_localizations(command) for command in commands]


async def overwrite(service: Service, call: Call) -> Reply:
    return Reply(body=service.commands.overwrite(objects(call.payload), _guild_id(service, call)))


async def registered(service: Service, call: Call) -> Reply:
    return Reply(body=_asked(call, service.commands.of(_guild_id(service, call))))


async def one(service: Service, call: Call) -> Reply:
    command = service.commands.get(call.params["command_id"], _guild_id(service, call))
    if command is None:
        raise unknown_command()
    return Reply(body=command)


_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = (
    ("PUT", _GLOBAL, overwrite),
    ("GET", _GLOBAL, registered),
    ("GET", _GLOBAL + "/{command_id}", one),
    ("PUT", _GUILD, overwrite),
    ("GET", _GUILD, registered),
    ("GET", _GUILD + "/{command_id}", one),
)
