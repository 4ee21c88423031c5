"""One program a worker that forks the bots."""

from collections.abc import Generator

import pytest

from tests.chaos.births import Zygote


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Generator[Zygote]:
    """Everything a bot needs is loaded in it."""
    opened = Zygote(tmp_path_factory.mktemp("bots"))
    yield opened
    opened.close()
