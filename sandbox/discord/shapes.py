"""How the world looks in the API: each record as the object Discord would send."""

from sandbox.discord import permissions
from sandbox.discord.payload import Json, timestamp
from sandbox.discord.snowflakes import DISCORD_EPOCH
from sandbox.discord.world import Application, Channel, Guild, Member, Role, User, World

TEXT, DIRECT, GROUP, THREAD = 0, 1, 3, 11
_JOINED = timestamp(DISCORD_EPOCH + 100_000_000)
_INTENT_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
_IN_DIRECT_MESSAGES = (*permissions.EVERYONE, "mention_everyone")
_BESIDES = ("attach_files", "embed_links", "mention_everyone")
"""What an interaction grants the application where its bot is no member; in the bot's own DM, emojis besides."""


def user_json(user: User) -> Json:
    shape: Json = {
        "id": user.id,
        "username": user.name.lower(),
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if user.bot:
        shape |= {"username": user.name, "bot": True}
    return shape


def own_user_json(user: User) -> Json:
    return user_json(user) | {"mfa_enabled": True, "locale": user.locale, "verified": True, "email": None}


def partial_member_json(member: Member) -> Json:
    """A member beside their user, as in MESSAGE_CREATE."""
    return {
        "roles": [role.id for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": _JOINED,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
    }


def member_json(member: Member) -> Json:
    return partial_member_json(member) | {"user": user_json(member.user)}


def resolved_member_json(member: Member, allowed: int) -> Json:
    shape = partial_member_json(member) | {"permissions": str(allowed)}
    return {key: value for key, value in shape.items() if key not in {"mute", "deaf"}}


def role_json(role: Role) -> Json:
    return {
        "id": role.id,
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel_json(channel: Channel, bot: User) -> Json:
    if channel.guild is None:
        return _private_json(channel)
    if channel.parent:
        return _thread_json(channel, channel.parent)
    denied = permissions.bits(channel.deny_bot)
    overwrites = [{"id": bot.id, "type": 1, "allow": "0", "deny": str(denied)}] if denied else []
    return {
        "id": channel.id,
        "type": TEXT,
        "flags": 0,
        "guild_id": channel.guild.id,
        "name": channel.name,
        "position": channel.guild.channels.index(channel),
        "parent_id": None,
        "topic": None,
        "nsfw": channel.nsfw,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": overwrites,
    }


def _private_json(channel: Channel) -> Json:
    people = (channel.recipient,) if channel.recipient else channel.people
    shape: Json = {"id": channel.id, "type": DIRECT, "flags": 0, "last_message_id": None}
    shape["recipients"] = [user_json(person) for person in people]
    if len(channel.people) > 2:
        shape |= {"type": GROUP, "name": channel.name, "icon": None, "owner_id": channel.people[0].id}
    return shape


def _thread_json(thread: Channel, parent: Channel) -> Json:
    assert thread.guild
    return {
        "id": thread.id,
        "type": THREAD,
        "flags": 0,
        "guild_id": thread.guild.id,
        "name": thread.name,
        "parent_id": parent.id,
        "owner_id": thread.guild.owner.id,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": _thread_metadata(thread),
    }


def _thread_metadata(thread: Channel) -> Json:
    return {
        "archived": thread.archived,
        "archive_timestamp": _JOINED,
        "auto_archive_duration": 1440,
        "locked": thread.locked,
        "create_timestamp": _JOINED,
    }


def resolved_channel_json(channel: Channel, allowed: int) -> Json:
    shape: Json = {"id": channel.id, "name": channel.name, "type": TEXT, "permissions": str(allowed)}
    if channel.parent:
        shape |= {"type": THREAD, "parent_id": channel.parent.id, "thread_metadata": _thread_metadata(channel)}
    return shape


def bot_permissions(world: World, channel: Channel) -> int:
    """What the bot may do with its own token: nothing where it is no member."""
    if not world.bot_is_in(channel):
        return 0
    if channel.guild:
        return channel.guild.permissions_of(world.bot, channel)
    return permissions.bits(_IN_DIRECT_MESSAGES) & ~permissions.bits(channel.deny_bot)


def app_permissions(world: World, channel: Channel, person: User) -> int:
    """What an interaction says the application may do: where its bot is no member, what its answers may carry."""
    if channel.guild and world.bot_is_in(channel):
        return bot_permissions(world, channel)
    besides = permissions.bits(_BESIDES) | (permissions.bits(["use_external_emojis"]) if channel.recipient else 0)
    return besides & channel.guild.permissions_of(person, channel) if channel.guild else besides


def _guild_base(guild: Guild) -> Json:
    return {
        "id": guild.id,
        "name": guild.name,
        "icon": None,
        "description": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "features": [],
        "owner_id": guild.owner.id,
        "application_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "verification_level": 0,
        "roles": [role_json(role) for role in guild.roles],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": _premium_tier(guild.upload_limit),
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def _premium_tier(upload_limit: int) -> int:
    """Clients derive a guild's upload limit from its tier: 50 MiB from the second, 100 MiB from the third."""
    mebibytes = upload_limit // (1024 * 1024)
    return 3 if mebibytes >= 100 else 2 if mebibytes >= 50 else 0


def guild_json(guild: Guild) -> Json:
    only_here: Json = {
        "home_header": None,
        "region": "deprecated",
        "widget_enabled": False,
        "widget_channel_id": None,
        "nsfw": False,
    }
    return _guild_base(guild) | only_here


def guild_create_json(guild: Guild, bot: User) -> Json:
    only_here: Json = {
        "joined_at": _JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(member) for member in guild.members.values()],
        "channels": [channel_json(channel, bot) for channel in guild.channels],
        "hub_type": None,
        "threads": [channel_json(thread, bot) for thread in guild.threads if not thread.archived],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
    return _guild_base(guild) | only_here


def application_flags(application: Application) -> int:
    value = 0
    for name in application.privileged_intents:
        value |= _INTENT_FLAGS[name]
    return value


def application_json(application: Application) -> Json:
    flags = application_flags(application)
    return {
        "id": application.id,
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user_json(application.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_json(application.owner),
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }
