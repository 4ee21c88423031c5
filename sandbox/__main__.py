"""`make demo`: both sandboxes, the real bot between them, and one picture made the way a member makes it."""

import asyncio
import os
import signal
import sys

import click

from sandbox.demo import DemoFailed, Options, demo


@click.command()
@click.option("--once", metavar="PROMPT", help="Make one picture of this, save it and end.")
@click.option(
    "--gateway",
    type=click.Choice(["sandbox", "real"]),
    default="sandbox",
    help="Where the pictures come from; `real` needs AIHUBMIX_API_KEY and costs money.",
)
@click.option("--model", default="", help="Model of the first picture; default: one that shows live progress.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8420, show_default=True, help="Port of the page; 0 takes any."
)
def main(once: str | None, gateway: str, model: str, port: int) -> None:
    """Try the bot without keys: watch the channel here and in a browser until Ctrl-C."""
    key = os.environ.get("AIHUBMIX_API_KEY", "")
    if gateway == "real" and not key:
        raise click.UsageError("--gateway real needs AIHUBMIX_API_KEY; without it, leave --gateway out.")
    options = Options(
        prompt="a fox in the snow at sunrise" if once is None else once,
        once=once is not None,
        real_key=key if gateway == "real" else "",
        model=model,
        port=port,
    )
    try:
        asyncio.run(_until_stopped(options))
    except DemoFailed as error:
        click.echo(f"demo: {error}", err=True)
        sys.exit(1)
    except asyncio.CancelledError:
        click.echo("\nGoodbye.")


async def _until_stopped(options: Options) -> None:
    """Both signals end it the same way, so that the bot's process never stays behind."""
    running = asyncio.current_task()
    assert running is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    await demo(options)


if __name__ == "__main__":
    main()
