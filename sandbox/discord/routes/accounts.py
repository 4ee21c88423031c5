"""Users, the application, guilds, channels and the gateway's address."""

from sandbox.discord import shapes
from sandbox.discord.refusals import unknown_guild, unknown_member, unknown_user
from sandbox.discord.service import Call, Reply, Service
from sandbox.discord.world import Guild


async def own_user(service: Service, _call: Call) -> Reply:
    return Reply(body=shapes.own_user_json(service.world.bot))


async def user(service: Service, call: Call) -> Reply:
    known = service.world.users.get(call.params["user_id"])
    if known is None:
        raise unknown_user()
    return Reply(body=shapes.user_json(known))


async def application(service: Service, _call: Call) -> Reply:
    return Reply(body=shapes.application_json(service.world.application))


async def gateway(service: Service, _call: Call) -> Reply:
    return Reply(body={"url": service.gateway.url})


async def gateway_for_bot(service: Service, _call: Call) -> Reply:
    starts = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return Reply(body={"url": service.gateway.url, "shards": 1, "session_start_limit": starts})


def _guild(service: Service, call: Call) -> Guild:
    """Guilds the bot is no member of do not exist for it."""
    for known in service.world.guilds:
        if service.world.bot.id in known.members and known.id == call.params["guild_id"]:
            return known
    raise unknown_guild()


async def guild(service: Service, call: Call) -> Reply:
    return Reply(body=shapes.guild_json(_guild(service, call)))


async def member(service: Service, call: Call) -> Reply:
    known = _guild(service, call).members.get(call.params["user_id"])
    if known is None:
        raise unknown_member()
    return Reply(body=shapes.member_json(known))


async def channel(service: Service, call: Call) -> Reply:
    return Reply(body=shapes.channel_json(service.channel(call.params["channel_id"]), service.world.bot))


async def open_direct_channel(service: Service, call: Call) -> Reply:
    recipient = service.world.users.get(str(call.form.get("recipient_id")))
    if recipient is None or recipient.bot:
        raise unknown_user()
    return Reply(body=shapes.channel_json(service.world.direct_channel(recipient), service.world.bot))


ROUTES = (
    ("GET", "/users/@me", own_user),
    ("POST", "/users/@me/channels", open_direct_channel),
    ("GET", "/users/{user_id}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_for_bot),
    ("GET", "/guilds/{guild_id}", guild),
    ("GET", "/guilds/{guild_id}/members/{user_id}", member),
    ("GET", "/channels/{channel_id}", channel),
)
