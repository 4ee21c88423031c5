"""The body of `:generateContent`, checked as Google checks it."""

from sandbox.aihubmix.chat_asks import count_in
from sandbox.aihubmix.errors import google_error
from sandbox.aihubmix.gemini_job import GeminiAsk
from sandbox.aihubmix.gemini_models import RATIOS, image_sizes
from sandbox.aihubmix.google_fields import Fields
from sandbox.aihubmix.records import Json

_BODY = frozenset(
    ["contents", "generationConfig", "systemInstruction", "safetySettings", "tools", "toolConfig", "cachedContent"]
)
_CONTENT = frozenset(["role", "parts"])
_PART = frozenset(["text", "inlineData", "thought", "thoughtSignature"])
_BLOB = frozenset(["mimeType", "data"])
_CONFIG = frozenset(
    [
        "candidateCount",
        "frequencyPenalty",
        "imageConfig",
        "maxOutputTokens",
        "mediaResolution",
        "presencePenalty",
        "responseMimeType",
        "responseModalities",
        "seed",
        "stopSequences",
        "temperature",
        "thinkingConfig",
        "topK",
        "topP",
    ]
)
_IMAGE_CONFIG = frozenset(["aspectRatio", "imageSize"])
_MODALITIES = ("TEXT", "IMAGE")


def read_generate_content(body: Json, model_id: str) -> GeminiAsk:
    """The last turn asks; where it brings no picture, the last one that the model made serves as reference."""
    fields = Fields(body, _BODY, both_spellings=True)
    turns = fields.rows("contents", _CONTENT)
    if not turns:
        raise google_error("* GenerateContentRequest.contents: contents is not specified")
    roles = [turn.choice("role", ("user", "model"), "user") for turn in turns]
    if roles[-1] != "user":
        raise google_error("Please ensure that a multiturn request ends with a user role.")
    read = [_parts(turn) for turn in turns]
    prompt, references = read[-1]
    if not prompt.strip():
        raise google_error("The prompt is empty.")
    made = [pictures for role, (_, pictures) in zip(roles, read, strict=True) if role == "model" and pictures]
    if not references and made:
        references = made[-1][-1:]
    config = fields.inner("generationConfig", _CONFIG)
    modalities = _modalities(config)
    image = config.inner("imageConfig", _IMAGE_CONFIG)
    return GeminiAsk(
        model_id,
        prompt.strip(),
        count_in(prompt, 1),
        image.choice("aspectRatio", RATIOS, "1:1"),
        image.choice("imageSize", image_sizes(model_id), "1K"),
        tuple(references),
        words="TEXT" in modalities,
        pictures="IMAGE" in modalities,
    )


def _parts(turn: Fields) -> tuple[str, list[bytes]]:
    parts = turn.rows("parts", _PART)
    if not parts:
        raise google_error(f"* GenerateContentRequest.{turn.where}.parts: contents.parts must not be empty.")
    texts: list[str] = []
    pictures: list[bytes] = []
    for part in parts:
        if ("text" in part) == ("inlineData" in part):
            raise google_error(f"* {part.where}.data: required oneof field 'data' must have one initialized field")
        if "text" in part:
            texts.append(part.text("text"))
        else:
            pictures.append(part.inner("inlineData", _BLOB).picture("data"))
    return "\n".join(texts), pictures


def _modalities(config: Fields) -> list[object]:
    """Pictures come only where they are asked for by name."""
    named = config.values("responseModalities")
    for one in named:
        if one not in _MODALITIES:
            raise google_error(f"Invalid value at '{config.where}.responseModalities': {one!r}")
    return named or ["TEXT"]
