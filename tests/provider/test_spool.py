"""Long base64 goes to disk while it arrives, wherever the answer is cut into pieces; all else passes."""

import base64
import itertools
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.provider.spool import SHORTEST, Diverter, Spool

BYTES = bytes(range(256)) * 64  # every character of base64 occurs
LONG = base64.b64encode(BYTES).decode()


def passed(spool: Spool, text: bytes, cuts: list[int]) -> bytes:
    diverter, borders = Diverter(spool), sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [diverter.feed(text[start:end]) for start, end in itertools.pairwise(borders)]
    return b"".join([*pieces, diverter.end()])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cuts=st.lists(st.integers(1, 70_000), max_size=40), slashes=st.booleans())
def test_whatever_the_split_the_file_is_whole_and_the_text_is_json(
    tmp_path: Path, cuts: list[int], slashes: bool
) -> None:
    body = orjson.dumps({"data": [{"b64_json": LONG}, {"b64_json": LONG}], "said": 'a "quoted" \\ path'})
    if slashes:
        body = body.replace(b"/", b"\\/")
    spool = Spool(tmp_path / "spool")
    answer = orjson.loads(passed(spool, body, cuts))
    assert answer["said"] == 'a "quoted" \\ path'
    for item in answer["data"]:
        file = spool.take(item["b64_json"])
        assert file
        assert file.read_bytes() == BYTES
    spool.clear()
    assert not (tmp_path / "spool").exists()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.binary(max_size=400), cuts=st.lists(st.integers(1, 400), max_size=10))
def test_what_is_not_long_passes_unchanged(tmp_path: Path, text: bytes, cuts: list[int]) -> None:
    assert passed(Spool(tmp_path / "spool"), text, cuts) == text
    assert not (tmp_path / "spool").exists()


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_padding_may_be_missing_and_the_alphabet_url_safe(tmp_path: Path, missing: int) -> None:
    data = BYTES + b"x" * missing
    text = base64.urlsafe_b64encode(data).rstrip(b"=")
    spool = Spool(tmp_path / "spool")
    file = spool.take(passed(spool, b'{"a":"' + text + b'"}', [9000]).decode())
    assert file
    assert file.read_bytes() == data


def test_lines_may_be_broken_inside(tmp_path: Path) -> None:
    text = base64.encodebytes(BYTES).replace(b"\n", b"\\r\\n")
    spool = Spool(tmp_path / "spool")
    answer = orjson.loads(passed(spool, b'{"a":"' + text + b'"}', [100, 8191, 8193]))
    file = spool.take(answer["a"])
    assert file
    assert file.read_bytes() == BYTES


def test_a_data_url_keeps_its_head(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    answer = passed(spool, f"![x](data:image/png;base64,{LONG}) done".encode(), [50]).decode()
    assert answer.startswith("![x](data:image/png;base64,spooled-")
    assert answer.endswith(") done")
    assert spool.take(answer)


def test_a_word_of_another_job_opens_nothing(tmp_path: Path) -> None:
    mine, other = Spool(tmp_path / "a"), Spool(tmp_path / "b")
    word, path = other.new()
    path.write_bytes(b"secret")
    assert mine.take(word) is None
    assert mine.take("A" * SHORTEST) is None
    assert other.take(f"data:image/png;base64,{word}") == path


def test_nothing_is_cut_short_when_the_answer_breaks_off(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    diverter = Diverter(spool)
    kept = diverter.feed(b'{"a":"' + LONG[:-8].encode())
    diverter.end()
    file = spool.take(kept.decode())
    assert file
    assert file.read_bytes() == base64.b64decode(LONG[:-8])


def test_nothing_passes_as_nothing(tmp_path: Path) -> None:
    diverter = Diverter(Spool(tmp_path))
    assert (diverter.feed(b""), diverter.end()) == (b"", b"")
