"""Google's official client, in key mode, against the sandbox."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors, types
from google.genai.client import AsyncClient
from PIL import Image

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Refuse, TaskFailure, VeoShape

# The client subclasses what aiohttp would rather not have subclassed.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")

_FLASH, _IMAGEN, _VEO = "gemini-2.5-flash-image", "imagen-4.0-fast-generate-001", "veo-3.1-generate-preview"


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client would take its key and its mode from there."""
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def official(gateway: FakeAiHubMix, bare_environment: None) -> AsyncIterator[AsyncClient]:
    options = types.HttpOptions(base_url=f"{gateway.url}/gemini")
    client = genai.Client(api_key=gateway.key, http_options=options)
    async with client.aio as opened:
        yield opened
    client.close()


def _size(data: bytes | None) -> tuple[int, int]:
    assert data is not None
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.size


async def _content(official: AsyncClient, *contents: Any, ratio: str = "1:1") -> types.GenerateContentResponse:
    config = types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"], image_config=types.ImageConfig(aspect_ratio=ratio)
    )
    return await official.models.generate_content(model=_FLASH, contents=list(contents), config=config)


def _inline(answer: types.GenerateContentResponse) -> Iterator[types.Blob]:
    return (part.inline_data for part in answer.parts or [] if part.inline_data)


async def test_it_generates_a_picture(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    answer = await _content(official, "a red fox", ratio="16:9")
    assert [_size(blob.data) for blob in _inline(answer)] == [(1344, 768)]
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason is types.FinishReason.STOP
    usage = answer.usage_metadata
    assert usage is not None
    assert usage.candidates_tokens_details is not None
    assert [(one.modality, one.token_count) for one in usage.candidates_tokens_details][1:] == [
        (types.MediaModality.IMAGE, 1290)
    ]
    assert gateway.requests[0].headers["x-goog-api-key"] == gateway.key
    assert not gateway.violations


async def test_it_sends_references_and_conversations(official: AsyncClient, gateway: FakeAiHubMix, png: bytes) -> None:
    reference = types.Part.from_bytes(data=png, mime_type="image/png")
    fresh = await _content(official, "golden autumn")
    direct = await _content(official, "golden autumn", reference)
    made = types.ModelContent([types.Part(text="Here"), reference])
    later = await _content(official, types.UserContent("a ramp"), made, types.UserContent("golden autumn"))
    first, second, third = (next(_inline(answer)).data for answer in (fresh, direct, later))
    assert second == third != first
    assert not gateway.violations


async def test_it_understands_a_block(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"), Refuse("output"))
    blocked = await _content(official, "a red fox")
    assert blocked.prompt_feedback is not None
    assert blocked.prompt_feedback.block_reason is types.BlockedReason.PROHIBITED_CONTENT
    refused = await _content(official, "a red fox")
    assert refused.candidates is not None
    assert refused.candidates[0].finish_reason is types.FinishReason.IMAGE_SAFETY


async def test_it_raises_its_errors(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    with pytest.raises(errors.ClientError, match="'2:1' is not supported") as caught:
        await _content(official, "a red fox", ratio="2:1")
    assert caught.value.code == 400
    gateway.will(statuses.html_502())
    with pytest.raises(errors.ServerError):
        await _content(official, "a red fox")


async def test_imagen_generates(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    config = types.GenerateImagesConfig(
        number_of_images=2,
        aspect_ratio="3:4",
        person_generation=types.PersonGeneration.ALLOW_ADULT,
        include_rai_reason=True,
        output_mime_type="image/jpeg",
    )
    answer = await official.models.generate_images(model=_IMAGEN, prompt="a red fox", config=config)
    assert answer.generated_images is not None
    images = [generated.image for generated in answer.generated_images]
    assert [(_size(image.image_bytes), image.mime_type) for image in images if image] == [
        ((896, 1280), "image/jpeg")
    ] * 2
    gateway.will(Refuse("output"))
    answer = await official.models.generate_images(model=_IMAGEN, prompt="a red fox", config=config)
    assert answer.generated_images is not None
    assert all(row.rai_filtered_reason for row in answer.generated_images)
    assert not gateway.violations


async def _filmed(official: AsyncClient, png: bytes | None = None) -> types.GenerateVideosOperation:
    """By the name of the first answer, always: each look-up returns another, which leads nowhere."""
    operation = await official.models.generate_videos(
        model=_VEO,
        prompt="a red fox",
        image=types.Image(image_bytes=png, mime_type="image/png") if png else None,
        config=types.GenerateVideosConfig(number_of_videos=1, duration_seconds=4, negative_prompt="rain"),
    )
    name = operation.name
    assert name is not None
    assert name.startswith(f"models/{_VEO}/operations/")
    while not operation.done:
        await asyncio.sleep(0.01)
        operation = await official.operations.get(types.GenerateVideosOperation.model_validate({"name": name}))
        assert (operation.name or "").startswith("projects/")
    return operation


async def test_veo_films_and_the_file_is_fetched(official: AsyncClient, gateway: FakeAiHubMix, png: bytes) -> None:
    gateway.will(VeoShape("gemini"))
    operation = await _filmed(official, png)
    assert operation.response is not None
    assert operation.response.generated_videos is not None
    video = operation.response.generated_videos[0].video
    assert video is not None
    assert video.uri is not None
    # It cuts the name of a file out of addresses with https only.
    file_id = video.uri.rpartition("/")[2].partition(":")[0]
    data = await official.files.download(file=f"files/{file_id}")
    assert data[4:8] == b"ftyp"
    assert not gateway.violations


async def test_it_cannot_read_what_the_gateway_really_answers(official: AsyncClient) -> None:
    operation = await _filmed(official)
    assert operation.done
    assert operation.response is None


async def test_the_name_of_a_look_up_leads_it_astray(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    operation = await _filmed(official)
    with pytest.raises(errors.ClientError, match="404"):
        await official.operations.get(operation)
    assert len(gateway.violations) == 1


async def test_it_reads_why_an_operation_failed(official: AsyncClient, gateway: FakeAiHubMix) -> None:
    gateway.will(TaskFailure("3", "Something broke."))
    operation = await _filmed(official)
    assert operation.error == {"code": 3, "message": "Something broke.", "details": []}


async def test_it_is_told_that_a_key_is_wrong(gateway: FakeAiHubMix, bare_environment: None) -> None:
    options = types.HttpOptions(base_url=f"{gateway.url}/gemini")
    client = genai.Client(api_key="sk-wrong", http_options=options)
    async with client.aio as stranger:
        with pytest.raises(errors.ClientError, match="401"):
            await _content(stranger, "a red fox")
    client.close()
