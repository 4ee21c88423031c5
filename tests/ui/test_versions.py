"""The tree of versions: what it is called, what is drawn, what is left out."""

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.lineage import Family, Relative
from bot.ui.versions import Tree


def family(parents: list[int], others: int = 0) -> Family:
    """The parent of each, counted from 1; 0: none."""
    relatives = tuple(
        Relative(f"{number:020d}", f"{parent:020d}" if parent else "", 1, 5, False, f"step {number}", 0, False)
        for number, parent in enumerate(parents, 1)
    )
    return Family(relatives[0].id, relatives, others)


def tree(parents: list[int], current: int, others: int = 0) -> Tree:
    return Tree(family(parents, others), f"{current:020d}")


def drawn(tree: Tree, most: int = 50) -> list[str]:
    return [f"{line.lead}{line.name or f'… {line.hidden}'}" for line in tree.lines(most)]


def test_a_line_goes_straight_down_and_branches_are_drawn() -> None:
    assert drawn(tree([0, 1, 2], 2)) == ["v1", "v2", "v3"]
    assert drawn(tree([0, 1, 1, 2, 3, 2], 1)) == ["v1", "├ v2", "│ ├ v3", "│ └ v3c", "└ v2b", "  v3b"]


def test_the_first_of_an_age_has_no_letter_and_letters_go_on() -> None:
    wide = tree([0, *[1] * 30], 1)
    assert list(wide.names.values())[:4] == ["v1", "v2", "v2b", "v2c"]
    assert list(wide.names.values())[26:29] == ["v2z", "v2ba", "v2bb"]


def test_a_chain_of_twelve_with_branches_is_shown_whole_when_there_is_room() -> None:
    parents = [*range(12), 3, 13, 6]
    shown = drawn(tree(parents, 12))
    assert len(shown) == 15
    assert shown[:4] == ["v1", "v2", "v3", "├ v4"]
    assert {line.lstrip("│├└ ") for line in shown} >= {f"v{n}" for n in range(1, 13)} | {"v4b", "v5b", "v7b"}


def test_what_is_left_out_is_counted_where_it_hangs() -> None:
    assert drawn(tree([0, *[1] * 20], 1), most=5) == ["v1", "├ v2", "├ v2b", "├ v2c", "├ v2d", "└ … 16"]
    assert drawn(tree([*range(30)], 30), most=6) == ["… 26", "v27", "v28", "v29", "v30"]
    assert drawn(tree([0, 1], 2, others=7), most=6) == ["… 7", "v1", "v2"]
    assert drawn(tree([0, 1, 2, 3], 1), most=1) == ["v1", "… 3"]


def test_who_is_nearest_to_the_current_one_comes_first() -> None:
    parents = [0, *[1] * 10, 2, 2, 12]
    shown = drawn(tree(parents, 2), most=5)
    assert shown[:3] == ["v1", "├ v2", "│ ├ v3"]
    assert shown[-1] == "└ … 9"


def test_it_knows_the_parent() -> None:
    grown = tree([0, 1], 2)
    assert grown.parent is not None
    assert int(grown.parent.id) == 1
    assert tree([0, 1], 1).parent is None
    assert len(tree([0, 1], 1, others=3)) == 5


@given(st.data())
def test_every_version_is_drawn_or_counted_once(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    parents = [0, *(data.draw(st.integers(1, number)) for number in range(1, size))]
    current = data.draw(st.integers(1, size))
    most = data.draw(st.integers(1, 20))
    grown = tree(parents, current)
    lines = grown.lines(most)
    names = [line.name for line in lines if line.relative]
    assert len(set(names)) == len(names) <= most
    assert sum(line.hidden for line in lines) + len(names) == size
    assert grown.names[grown.current] in names
    assert len(set(grown.names.values())) == size
