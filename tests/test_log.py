"""Nothing secret is written, in neither form."""

import logging

import orjson
import pytest

from bot.log import JsonFormatter, TextFormatter

KEY = "sk-abcdefghijklmnop"


def record(message: str, *args: object) -> logging.LogRecord:
    made = logging.LogRecord("bot.x", logging.INFO, "f.py", 1, message, args, None)
    made.job, made.member = "J1", 7
    return made


@pytest.mark.parametrize("formatter", [TextFormatter((KEY,)), JsonFormatter((KEY,))], ids=["text", "json"])
def test_secrets_are_replaced_wherever_they_stand(formatter: logging.Formatter) -> None:
    made = record("sent %s, the gateway said key(klmnop) is wrong", f"Bearer {KEY}")
    made.exc_info = (ValueError, ValueError(KEY), None)
    line = formatter.format(made)
    assert KEY not in line
    assert "klmnop" not in line
    assert "J1" in line


def test_json_is_one_object_a_line_with_its_fields() -> None:
    entry = orjson.loads(JsonFormatter(()).format(record("made %d", 3)))
    assert (entry["message"], entry["job"], entry["member"], entry["level"]) == ("made 3", "J1", 7, "INFO")


def test_text_names_the_fields() -> None:
    assert TextFormatter(()).format(record("made")).endswith("INFO    bot.x: made job=J1 member=7")
