"""How soon after its start the demo shows its first picture, beside what it takes to import the libraries it needs.

Machines and their minutes differ, so what counts is the ratio of two figures from the same round; of several rounds the
median is told. `python -m benchmarks.start [rounds]`
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
LIBRARIES = "import aiohttp, aiosqlite, alembic, discord, PIL.Image, pydantic_settings, sqlalchemy"
SIGNS = {"Ada types": "asked", "% ·": "progress seen", "Saved": "first picture"}


def demo() -> dict[str, float]:
    """Seconds until each of the signs is told."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sandbox", "--once", "a fox in the snow", "--output", folder]
        began = time.perf_counter()
        seen: dict[str, float] = {}
        with subprocess.Popen(  # noqa: S603 - our own
            command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                for sign, name in SIGNS.items():
                    if sign in line:
                        seen.setdefault(name, time.perf_counter() - began)
    if len(seen) < len(SIGNS):
        sys.exit(f"the demo told only of {', '.join(seen) or 'nothing'}")
    return seen


def imports() -> float:
    """Seconds of a process that does nothing else."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True)  # noqa: S603 - as above
    return time.perf_counter() - began


def main(rounds: int) -> None:
    floors, demos = zip(*[(imports(), demo()) for _ in range(rounds)], strict=True)
    print(f"importing the libraries     {statistics.median(floors):5.2f} s")
    for name in SIGNS.values():
        ratios = [seen[name] / floor for seen, floor in zip(demos, floors, strict=True)]
        seconds = statistics.median(seen[name] for seen in demos)
        print(f"{name:<27} {seconds:5.2f} s, {statistics.median(ratios):4.1f} times that")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
