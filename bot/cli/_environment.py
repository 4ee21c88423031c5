"""The environment and `.env`, read here and nowhere else."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot import log
from bot.errors import StartupError
from bot.settings import GatewaySettings, PlainSettings, Settings

S = TypeVar("S", bound=PlainSettings)


def read(kind: type[S]) -> S:
    """From the environment and `.env`. Raises StartupError that names every setting to mend."""
    try:
        return kind(_env_file=".env")  # pyright: ignore[reportCallIssue]  # required ones come from the environment
    except ValidationError as error:
        wrong = "; ".join(_complaint(item["loc"], item["type"], item["msg"]) for item in error.errors())
        raise StartupError(f"{wrong}. Put it into .env (see .env.example).") from None
    except SettingsError as error:
        name = str(error).partition('"')[2].partition('"')[0].upper()
        raise StartupError(f"{name} must be JSON, like its example in .env.example.") from None
    except UnicodeDecodeError:
        raise StartupError("The file .env is not UTF-8 text: save it as that.") from None


def secrets_of(settings: PlainSettings) -> tuple[str, ...]:
    """What nobody may read."""
    found: list[str] = []
    if isinstance(settings, GatewaySettings):
        found.append(settings.aihubmix_api_key.get_secret_value())
    if isinstance(settings, Settings):
        found.append(settings.discord_token.get_secret_value())
    return tuple(found)


def quiet(settings: PlainSettings) -> None:
    """For commands that speak for themselves: the log has warnings only."""
    log.setup("text", "WARNING", secrets_of(settings))


def _complaint(place: tuple[int | str, ...], kind: str, message: str) -> str:
    name = "_".join(str(part) for part in place[:1]).upper()
    if kind == "missing":
        return f"{name} is not set"
    return f"{name}: {message.removeprefix('Value error, ')}" if name else message.removeprefix("Value error, ")
