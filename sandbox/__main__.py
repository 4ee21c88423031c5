"""`make demo`: both sandboxes, the real bot between them, and one picture made the way a member makes it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

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
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default="demo-output",
    show_default=True,
    help="Folder of the first picture.",
)
def main(once: str | None, gateway: str, model: str, port: int, output: Path) -> None:
    """Try the bot without keys: watch the channel here and in a browser until Ctrl-C. With AIHUBMIX_API_KEY set the
    page can change over to the real gateway."""
    real = {name: value for name, value in os.environ.items() if name.startswith("AIHUBMIX_")}
    if not real.get("AIHUBMIX_API_KEY"):
        real = {}
    if gateway == "real" and not real:
        raise click.UsageError("--gateway real needs AIHUBMIX_API_KEY; without it, leave --gateway out.")
    options = Options(
        prompt="a fox in the snow at sunrise" if once is None else once,
        once=once is not None,
        real=real,
        is_real=gateway == "real",
        model=model,
        port=port,
        output=output,
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
