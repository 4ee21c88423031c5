"""The table from answers to errors: every documented row, every body."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from bot import errors
from bot.provider.failures import dissect, meaning


def error(message: str = "", code: Any = None, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "Aihubmix_api_error", "code": code, **more}}


BALANCE = "Your account balance is insufficient. Please recharge your account to continue using the API."
INCORRECT = "Incorrect model ID. Please request to view the model page or you do not have permission to use this model"
TABLE: list[tuple[int, Any, type[errors.ProviderError]]] = [
    (503, error(INCORRECT), errors.WrongWire),
    (400, error(INCORRECT), errors.WrongWire),
    (500, error(INCORRECT), errors.ProviderDown),
    (404, error("models/veo-9 is not found for API version v1beta, or is not supported", 404), errors.WrongWire),
    (404, error("gone", "model_retired"), errors.ModelRetired),
    (410, error("gone"), errors.ModelRetired),
    (503, error("Rate limited by provider – contact support"), errors.ProviderBusy),
    (400, error("no channel", "no_available_channel"), errors.ProviderBusy),
    (429, error("The xx model Too many requests; please try again later."), errors.ProviderBusy),
    (429, b"", errors.ProviderBusy),
    (403, error(BALANCE, "insufficient_user_quota"), errors.OperatorOutOfFunds),
    (403, error(BALANCE), errors.OperatorOutOfFunds),
    (402, error("no", "insufficient_quota"), errors.OperatorOutOfFunds),
    (403, error("Account suspended."), errors.BadCredentials),
    (403, error("Forbidden – channel has been disabled."), errors.BadCredentials),
    (401, error("Unauthorized – access token is invalid or expired."), errors.BadCredentials),
    (401, b"<html>no</html>", errors.BadCredentials),
    (400, error("Your request was rejected", "moderation_blocked"), errors.ContentRejected),
    (400, error("rejected by our safety system"), errors.ContentRejected),
    (422, error("blocked", "output_blocked"), errors.ContentRejected),
    (400, error("too long", "prompt_too_long"), errors.InvalidRequest),
    (400, error("Unknown parameter: 'moderation'.", "unknown_parameter"), errors.InvalidRequest),
    (400, error("Unknown parameter: 'moderation'."), errors.InvalidRequest),
    (400, error("The size is not supported", "size_not_supported"), errors.InvalidRequest),
    (400, {"type": "error", "error": {"message": "strange", "code": 400}}, errors.InvalidRequest),
    (413, error("too large", "request_too_large"), errors.InvalidRequest),
    (400, b"<html>Bad Request</html>", errors.InvalidRequest),
    (400, {"error": "a string"}, errors.InvalidRequest),
    (400, {"message": "at the top"}, errors.InvalidRequest),
    (400, b"[1, 2]", errors.InvalidRequest),
    (408, b"", errors.ProviderDown),
    (200, error("Too many requests"), errors.InvalidRequest),
    (200, error("blocked", "moderation_blocked"), errors.ContentRejected),
    (500, error("too many requests"), errors.ProviderDown),
    (504, error("no", "model_unavailable"), errors.ProviderDown),
    (500, b"", errors.ProviderDown),
    (502, b"<html>Bad Gateway</html>", errors.ProviderDown),
    (504, error("sync timeout", "sync_timeout"), errors.ProviderDown),
]


@pytest.mark.parametrize(("status", "body", "kind"), TABLE)
def test_the_first_rule_that_matches_decides(status: int, body: Any, kind: type[errors.ProviderError]) -> None:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    assert type(meaning(dissect(status, {}, raw))) is kind


def test_an_unavailable_moderation_service_is_no_refusal() -> None:
    found = meaning(dissect(500, {}, b'{"error": {"message": "moderation service unavailable"}}'))
    assert type(found) is errors.ProviderDown


@pytest.mark.parametrize(
    ("message", "field", "unknown"),
    [
        ("Unknown parameter: 'background'.", "background", True),
        ("Unrecognized request argument supplied: background", "background", True),
        ("Additional properties are not allowed ('background' was unexpected)", "background", True),
        ("Invalid value: 'plaid'. Supported values are: 'low'.", None, False),
    ],
)
def test_a_field_that_is_not_known_is_told_from_a_value_that_is_not(
    message: str, field: str | None, unknown: bool
) -> None:
    found = meaning(dissect(400, {}, orjson.dumps({"error": {"message": message, "code": "bad"}})))
    assert isinstance(found, errors.InvalidRequest)
    assert (found.field, found.unknown) == (field, unknown)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_honoured(headers: Mapping[str, str], seconds: float | None) -> None:
    found = meaning(dissect(429, headers, b""))
    assert isinstance(found, errors.ProviderBusy)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (error("Unknown parameter: 'background'.", "unknown_parameter"), "background"),
        (error("Unknown request parameter: `quality`.", "schema_violation"), "quality"),
        (error("no", "unsupported_parameter", param="stream"), "stream"),
        (error("Unknown name \"sampleCount\" at 'parameters': Cannot find field."), "sampleCount"),
        (error("Image part is missing a thought_signature in content position 2."), "thought_signature"),
        (error("just no"), None),
    ],
)
def test_a_complaint_about_a_field_names_it(body: dict[str, Any], field: str | None) -> None:
    found = meaning(dissect(400, {}, body))
    assert isinstance(found, errors.InvalidRequest)
    assert found.field == field


def test_a_retired_model_names_its_successor() -> None:
    headers = {"Link": '</v1/models/gpt-image-2>; rel="successor-version"'}
    assert meaning(dissect(404, headers, error("gone", "model_retired"))).params == {"successor": "gpt-image-2"}
    body = error("gone", "model_retired", successor_model="x-2")
    assert meaning(dissect(404, {}, body)).params == {"successor": "x-2"}


def test_the_log_reads_no_key_either() -> None:
    assert "309054" not in dissect(403, {}, error("Forbidden – key(309054) allowed only from ...")).detail


def test_the_member_reads_neither_trace_ids_nor_keys() -> None:
    found = dissect(400, {}, error("Your key(a1b2c3) asked sk-abcdef123456 for it (tid: 2025121504014619744820)"))
    assert found.reason == "Your key asked key for it"
    assert len(dissect(400, {}, error("x" * 5000)).reason) == 300


@pytest.mark.parametrize(("code", "stage"), [("moderation_blocked", "input"), ("output_blocked", "output")])
def test_a_rejection_says_at_which_stage(code: str, stage: str) -> None:
    assert meaning(dissect(400, {}, error("no", code))).params["stage"] == stage
