"""The tables. Times are whole milliseconds since 1970 UTC; Discord's ids are integers; files are rows of paths."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
UNFINISHED = ("queued", "ready", "running", "delivering")
FINISHED = ("succeeded", "failed", "canceled", "lost")
_Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up only in an INTEGER PRIMARY KEY

KINDS = ("grant", "allow", "expire", "give", "receive", "hold", "capture", "release")

wallet = sa.Table(
    "wallet",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0: the server's pool
    sa.Column("balance", sa.BigInteger, nullable=False),  # what the member owns, holds included
    sa.Column("held", sa.BigInteger, nullable=False),
    sa.Column("daily", sa.BigInteger, nullable=False, server_default="0"),  # of a day's allowance, holds included
    sa.Column("daily_held", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("day", sa.String(10)),  # whose allowance it is: the server's date, as YYYY-MM-DD
    sa.Column("allowed", sa.BigInteger, nullable=False, server_default="0"),  # and how much that was
    sa.CheckConstraint("held >= 0", name="held_not_negative"),
    sa.CheckConstraint("balance >= held", name="holds_are_covered"),
    sa.CheckConstraint("daily_held >= 0", name="daily_held_not_negative"),
    sa.CheckConstraint("daily >= daily_held", name="daily_holds_are_covered"),
)

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", _Serial, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("purse", sa.String(5), nullable=False, server_default="own"),  # or daily
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("key", sa.String(80), nullable=False, unique=True),  # makes every step happen once
    sa.Column("job_id", sa.String(20)),
    sa.Column("actor_id", sa.BigInteger),  # who did it, when that is not whose purse it is; of a gift, the other side
    sa.Column("day", sa.String(10)),  # the server's date, where something is counted by the day
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
    sa.CheckConstraint(f"kind IN {KINDS}", name="kind_known"),
    sa.ForeignKeyConstraint(["guild_id", "user_id"], ["wallet.guild_id", "wallet.user_id"]),
    sa.Index(None, "guild_id", "user_id", "id"),
    sa.Index(None, "job_id"),
    sa.Index(None, "guild_id", "actor_id", "day"),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("interaction_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),  # whose credits and rules; 0: the member's own
    sa.Column("asked_in", sa.BigInteger, nullable=False, server_default="0"),  # see bot.jobs.rows
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("locale", sa.String(10), nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("spoiler", sa.Boolean, nullable=False, server_default="0"),  # its pictures are covered
    sa.Column("model", sa.String(80), nullable=False),
    sa.Column("request", sa.JSON, nullable=False),  # a GenerationRequest
    sa.Column("hold", sa.BigInteger, nullable=False),  # credits quoted and held
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("issued_at", sa.BigInteger),  # the paid request may have left: it is never sent again
    sa.Column("pending", sa.JSON),  # tasks at the gateway, by the number of the call
    sa.Column("translation", sa.Text),  # the prompt as it was sent, where that is not the member's own
    sa.Column("words", sa.Text),  # both of them as they are looked for: see bot.jobs.rows.folded
    sa.Column("said", sa.Text),  # what the model said beside its pictures
    sa.Column("answer", sa.Text),  # the model's whole answer, for the next turn of a conversation
    sa.Column("left_out", sa.Text),  # options the gateway does not take after all, with commas between
    sa.Column("parent_id", sa.String(20)),  # the job whose result this one works on
    sa.Column("quoted", sa.String(24)),  # US dollars the gateway may take for it at the most, as a decimal
    sa.Column("cost", sa.BigInteger),  # credits to capture, known once the result is
    sa.Column("usd", sa.String(24)),  # what the gateway takes for it by its price list, as a decimal
    sa.Column("outcome", sa.String(200)),  # why it ended as it did: an error's key and detail
    sa.Column("message_id", sa.BigInteger),  # the progress message, later the result
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("ready_at", sa.BigInteger),  # when its turn came
    sa.Column("undelivered_at", sa.BigInteger),  # since when no way to the member has been open
    sa.Column("finished_at", sa.BigInteger),
    sa.Column("deleted_at", sa.BigInteger),  # its files and words are gone, at its member's wish
    sa.Column("farewell", sa.JSON),  # what is left to do at Discord once it has ended; none: it has been done
    sa.CheckConstraint(f"state IN {(*UNFINISHED, *FINISHED)}", name="state_known"),
    sa.Index(None, "state", "id"),
    sa.Index(None, "guild_id", "user_id", "state"),
    sa.Index(None, "user_id", "id"),
    sa.Index(None, "model", "issued_at"),
    sa.Index(None, "model", "finished_at"),
    sa.Index(None, "message_id"),
    sa.Index(None, "ready_at"),
    sa.Index(None, "parent_id"),
    sa.Index(None, "user_id", "guild_id"),
)

showing = sa.Table(
    "showing",  # a message in which a result can be seen: as it was delivered, shared or posted again
    metadata,
    sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("job_id", sa.String(20), sa.ForeignKey("job.id"), nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False),  # its member alone sees it: there is no way to lead others to it
    sa.Column("posted_at", sa.BigInteger, nullable=False),
    sa.Index(None, "job_id"),
)

favourite = sa.Table(
    "favourite",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("job_id", sa.String(20), sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "job_id"),
)

search = sa.Table(
    "search",  # what a member looks for, where it is too long for a button to carry
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("wanted", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "at"),
)

asset = sa.Table(
    "asset",
    metadata,
    sa.Column("job_id", sa.String(20), sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),  # 1 to n, as shown
    sa.Column("path", sa.String(255), nullable=False),  # below DATA_DIR
    sa.Column("mime", sa.String(40), nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),  # bytes
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("seconds", sa.Float, nullable=False, server_default="0"),  # a video's length; 0 of a picture
)

preference = sa.Table(
    "preference",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0: the whole server
    sa.Column("purpose", sa.String(10), primary_key=True),
    sa.Column("model", sa.String(80), nullable=False),
)

member_setting = sa.Table(
    "member_setting",  # what applies where a member types nothing
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)

preset = sa.Table(
    "preset",  # words and options under a name
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),  # 0: the whole server's
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)

rule = sa.Table(
    "rule",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)

proposal = sa.Table(
    "proposal",  # a request that waits for its member's yes; nothing is held for it
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),  # the job's, should it become one
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("order", sa.JSON, nullable=False),
    sa.Column("batch", sa.String(20)),  # the first of those that are asked about together; none: it is alone
    sa.Column("richer", sa.Text),  # another wording, which the member may choose instead
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index(None, "batch"),
)

suggestion = sa.Table(
    "suggestion",  # prompts that a chat model wrote and that buttons run
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("asked_in", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("job_id", sa.String(20)),  # the refused job it is a safer wording for; none: of a picture
    sa.Column("private", sa.Boolean, nullable=False),
    sa.Column("prompts", sa.JSON, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)

helped = sa.Table(
    "helped",  # how often chat models have helped a member with prompts; only the latest day is kept
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.String(10), nullable=False),  # the operator's date
    sa.Column("count", sa.Integer, nullable=False),
)

refusal = sa.Table(
    "refusal",  # a job whose content was rejected: why, and what its server's moderators say to that
    metadata,
    sa.Column("job_id", sa.String(20), sa.ForeignKey("job.id"), primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),  # the gateway's words
    sa.Column("stage", sa.String(10), nullable=False),  # input or output
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("swept", sa.Boolean, nullable=False),  # whether the files its member gave are gone
    sa.Column("appealed_at", sa.BigInteger),
    sa.Column("roles", sa.JSON),  # the member's, when they appealed: they may bring an allowance
    sa.Column("decision", sa.String(8)),  # allow or uphold
    sa.Column("decided_by", sa.BigInteger),
    sa.Column("decided_at", sa.BigInteger),
    sa.Column("told_at", sa.BigInteger),  # when the member heard of it
    sa.Index(None, "swept", "created_at"),
)

expense = sa.Table(
    "expense",  # what the gateway bills, as far as its price lists and its answers tell
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("day", sa.String(10), nullable=False),  # the operator's date
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("model", sa.String(80), nullable=False),
    sa.Column("what", sa.String(12), nullable=False),  # made, wasted, translation, help
    sa.Column("micros", sa.BigInteger, nullable=False),  # millionths of a US dollar
    sa.Column("charged", sa.BigInteger, nullable=False),  # credits the member paid for it
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index(None, "day", "guild_id", "model"),
    sa.Index(None, "created_at"),
)

reading = sa.Table(
    "reading",  # what the gateway said was left on the operator's key
    metadata,
    sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
)
