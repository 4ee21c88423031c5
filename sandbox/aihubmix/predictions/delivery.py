"""How finished pictures leave: how many of them, behind which link, as which bytes."""

import base64
import secrets

from sandbox.aihubmix.behaviours import Fewer, LinkBehaviour, Prose, WrongBytes
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.paint import Picture, paint
from sandbox.aihubmix.wrong_bytes import spoil


def publish(gateway: Gateway, intake: Intake, picture: Picture) -> str:
    """A signed link; what goes wrong behind it is for the conduct to say."""
    fate = intake.conduct.get(LinkBehaviour) or intake.conduct.get(WrongBytes)
    look, _ = gateway.files.publish(picture, fate)
    return f"{gateway.url}{look}?X-Tos-Expires=86400&X-Tos-Signature={secrets.token_hex(16)}"


def left_over(intake: Intake, pictures: list[Picture]) -> list[Picture]:
    """The pictures that come back in the end."""
    if intake.conduct.get(Prose):
        return []
    fewer = intake.conduct.get(Fewer)
    return pictures[: fewer.n] if fewer else pictures


async def encoded(intake: Intake, picture: Picture) -> tuple[bytes, str]:
    wrong = intake.conduct.get(WrongBytes)
    return await spoil(wrong, picture) if wrong else (await paint(picture), picture.mime)


async def in_base64(intake: Intake, picture: Picture) -> str:
    return base64.b64encode((await encoded(intake, picture))[0]).decode()
