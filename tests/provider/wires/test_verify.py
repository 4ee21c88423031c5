"""Tables and settings that name wires are looked through before anything starts."""

import pytest

from bot.catalog.catalog import Catalog
from bot.errors import StartupError
from bot.provider.wires import verify

CATALOG = Catalog.load()


def test_what_is_shipped_names_only_wires_there_are() -> None:
    spec = CATALOG["gpt-image-1"]
    verify(CATALOG, {spec.id: spec.wires[0]})


@pytest.mark.parametrize(
    ("overrides", "said"),
    [({"gpt-image-1": "veo"}, "it is offered in: images"), ({"none": "veo"}, "there is no such model")],
)
def test_a_setting_that_names_another_wire_is_refused(overrides: dict[str, str], said: str) -> None:
    with pytest.raises(StartupError, match=said):
        verify(CATALOG, overrides)


def test_a_table_that_names_no_wire_is_refused() -> None:
    spec = CATALOG["gpt-image-1"].model_copy(update={"wires": ("telepathy",)})
    with pytest.raises(StartupError, match="names the wire 'telepathy'"):
        verify(Catalog({spec.id: spec}), {})
