"""Metadata: put in without touching a pixel, read back with Pillow, an XML parser and FFmpeg."""

import io
import struct
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from bot.media import video
from bot.media.marking import mark
from bot.media.marks import NAMESPACE, Marks
from tests.media.samples import film, moving, noise, packed, quarters, with_hole

_AV: Any = av
_cms: Any = ImageCms
MARKS = Marks("a red fox", "gpt-image-2", "01JOB", "2026-11-26T18:41:29+00:00", "rain", 7, version="0.1.0")
RDF, DC = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://purl.org/dc/elements/1.1/}"
NASTY = """A "fox" & <b>'bear'</b> ]]> <?xpacket end="w"?> </rdf:RDF> \n\r\n\ttwo lines, 狐狸 🦊, é, \\ %s {x}"""
FORMS: dict[str, tuple[str, bytes]] = {
    "png": ("image/png", packed(quarters(), "PNG")),
    "png with a palette": ("image/png", packed(quarters().convert("P"), "PNG", transparency=0)),
    "moving png": ("image/png", moving("PNG")),
    "jpeg": ("image/jpeg", packed(quarters(), "JPEG")),
    "progressive jpeg": ("image/jpeg", packed(quarters(), "JPEG", progressive=True, quality=95)),
    "grey jpeg": ("image/jpeg", packed(quarters().convert("L"), "JPEG", comment=b"a comment")),
    "lossy webp": ("image/webp", packed(quarters(63, 47), "WEBP")),
    "lossless webp": ("image/webp", packed(quarters(63, 47), "WEBP", lossless=True)),
    "lossless webp with a hole": ("image/webp", packed(with_hole(), "WEBP", lossless=True)),
    "lossy webp with a hole": ("image/webp", packed(with_hole(), "WEBP")),
    "moving webp": ("image/webp", moving("WEBP")),
    "gif": ("image/gif", packed(quarters(), "GIF")),
    "moving gif": ("image/gif", moving("GIF")),
}  # fmt: skip


def marked(folder: Path, data: bytes, mime: str, marks: Marks = MARKS) -> bytes | None:
    (folder / "1").write_bytes(data)
    done = mark(folder / "1", folder / "2", mime, marks)
    assert (folder / "1").read_bytes() == data, "the original stays as it is"
    assert (folder / "2").exists() == done
    return (folder / "2").read_bytes() if done else None


def pixels(data: bytes) -> list[tuple[tuple[int, int], bytes, Any]]:
    """Of all frames, with how long each one shows."""
    with Image.open(io.BytesIO(data)) as image:
        shown: list[tuple[tuple[int, int], bytes, Any]] = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            shown.append((image.size, image.convert("RGBA").tobytes(), image.info.get("duration")))
        return shown


def packet(data: bytes) -> bytes:
    """The only one."""
    start, end = data.index(b"<?xpacket begin="), data.rindex(b"<?xpacket end=")
    assert data.count(b"<x:xmpmeta") == 1
    return data[start:end]


def told(xmp: bytes) -> dict[str, str]:
    """What an XML parser finds under our own names."""
    root = ET.fromstring(xmp.decode().lstrip("\ufeff"))
    return {
        node.tag.partition("}")[2]: node.text or "" for node in root.iter() if node.tag.startswith(f"{{{NAMESPACE}")
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_pixels_stay_and_the_words_come(tmp_path: Path, form: str) -> None:
    mime, data = FORMS[form]
    made = marked(tmp_path, data, mime)
    assert made
    assert pixels(made) == pixels(data)
    with Image.open(io.BytesIO(made)) as image:
        image.verify()
    assert told(packet(made)) == {
        "Prompt": "a red fox",
        "NegativePrompt": "rain",
        "Model": "gpt-image-2",
        "Seed": "7",
        "Job": "01JOB",
        "Date": "2026-11-26T18:41:29+00:00",
        "Software": "Atelier 0.1.0",
    }
    root = ET.fromstring(packet(made).decode().lstrip("\ufeff"))
    assert root.findtext(f".//{DC}description/{RDF}Alt/{RDF}li") == "a red fox"


def test_a_png_says_it_to_picture_tools(tmp_path: Path) -> None:
    made = marked(tmp_path, packed(quarters(), "PNG"), "image/png")
    assert made
    with Image.open(io.BytesIO(made)) as image:
        said: str = image.info["parameters"]
    assert said.splitlines() == [
        "a red fox",
        "Negative prompt: rain",
        "Seed: 7, Model: gpt-image-2, Job: 01JOB, Date: 2026-11-26T18:41:29+00:00, Software: Atelier 0.1.0",
    ]


@pytest.mark.parametrize("form", ["png", "jpeg", "lossy webp", "lossless webp", "moving webp"])
def test_pillow_finds_the_packet(tmp_path: Path, form: str) -> None:
    made = marked(tmp_path, FORMS[form][1], FORMS[form][0])
    assert made
    with Image.open(io.BytesIO(made)) as image:
        image.load()
        found = image.info.get("xmp")
    assert told(found if isinstance(found, bytes) else str(found).encode())["Prompt"] == "a red fox"


@pytest.mark.parametrize(("form", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_profile_and_exif_survive(tmp_path: Path, form: str, mime: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "described"
    profile = _cms.ImageCmsProfile(_cms.createProfile("sRGB")).tobytes()
    made = marked(tmp_path, packed(quarters(), form, icc_profile=profile, exif=exif), mime)
    assert made
    with Image.open(io.BytesIO(made)) as image:
        assert image.info["icc_profile"] == profile
        assert (image.getexif()[0x0112], image.getexif()[0x010E]) == (6, "described")
    if form == "JPEG":
        assert made.index(b"Exif\0\0") < made.index(b"http://ns.adobe.com/xap/1.0/\0") < made.index(b"ICC_PROFILE\0")


@pytest.mark.parametrize("form", ["lossy webp", "lossless webp", "lossless webp with a hole", "lossy webp with a hole"])
def test_a_simple_webp_becomes_an_extended_one_with_the_right_flags(tmp_path: Path, form: str) -> None:
    made = marked(tmp_path, FORMS[form][1], "image/webp")
    assert made
    assert made[12:16] == b"VP8X"
    assert int.from_bytes(made[4:8], "little") + 8 == len(made)
    with Image.open(io.BytesIO(made)) as image:
        sides = struct.pack("<I", image.width - 1)[:3] + struct.pack("<I", image.height - 1)[:3]
    assert made[24:30] == sides
    assert made[20] == 0x04 | (0x10 if "hole" in form else 0)


THEIRS = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="uuid:9"'
    b' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Another"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
KINDS = [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]


def with_theirs(form: str, xmp: bytes) -> bytes:
    if form != "PNG":
        return packed(quarters(), form, xmp=xmp)
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode("latin-1"))
    info.add_text("parameters", "what somebody else said")
    info.add_text("Comment", "kept")
    return packed(quarters(), form, pnginfo=info)


@pytest.mark.parametrize(("form", "mime"), KINDS)
def test_a_packet_that_is_there_is_added_to(tmp_path: Path, form: str, mime: str) -> None:
    data = with_theirs(form, THEIRS)
    made = marked(tmp_path, data, mime)
    assert made
    xmp = packet(made)
    assert told(xmp)["Prompt"] == "a red fox"
    assert b'xmp:CreatorTool="Another"' in xmp
    assert b"<xmp:CreatorTool>" not in xmp, "no property twice"
    assert xmp.count(b'rdf:about="uuid:9"') == 2, "both say it of the same file"
    assert pixels(made) == pixels(data)
    if form == "PNG":
        with Image.open(io.BytesIO(made)) as image:
            image.load()
            assert image.info["Comment"] == "kept"
            assert image.info["parameters"] == MARKS.parameters()


@pytest.mark.parametrize(("form", "mime"), KINDS)
def test_a_packet_nobody_understands_stays(tmp_path: Path, form: str, mime: str) -> None:
    made = marked(tmp_path, with_theirs(form, b"no packet at all"), mime)
    assert made
    assert b"no packet at all" in made
    assert b"x:xmpmeta" not in made


@pytest.mark.parametrize(("mime", "data"), [
    ("image/png", FORMS["png"][1][:-6]),
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/png", FORMS["jpeg"][1]),
    ("image/jpeg", FORMS["jpeg"][1][:30]),
    ("image/jpeg", b"\xff\xd8\xff\xd9"),
    ("image/jpeg", b"\xff\xd8" + b"\0" * 99),
    ("image/jpeg", FORMS["png"][1]),
    ("image/webp", FORMS["lossy webp"][1][:-9]),
    ("image/webp", b"RIFF\x04\0\0\0WEBP"),
    ("image/webp", b"RIFF\x0c\0\0\0WEBPVP9 \0\0\0\0"),
    ("image/gif", FORMS["gif"][1][:-1]),
    ("image/gif", b"GIF89a;"),
    ("image/avif", b"whatever"),
    ("image/png", b""),
    ("video/mp4", b"no video"),
])  # fmt: skip
def test_what_is_not_built_as_it_should_be_stays_as_it_is(tmp_path: Path, mime: str, data: bytes) -> None:
    assert marked(tmp_path, data, mime) is None


def test_what_comes_after_the_end_stays(tmp_path: Path) -> None:
    made = marked(tmp_path, packed(quarters(), "PNG") + b"tail", "image/png")
    assert made
    assert made.endswith(b"tail")


def test_a_prompt_too_long_for_a_segment_is_cut(tmp_path: Path) -> None:
    made = marked(tmp_path, packed(quarters(), "JPEG"), "image/jpeg", Marks("&" * 9000, "m", "j", "d"))
    assert made
    with Image.open(io.BytesIO(made)) as image:
        assert set(told(image.info["xmp"])["Prompt"]) == {"&"}


words = st.text(max_size=4000) | st.lists(st.sampled_from([*NASTY.split(), "]]>", "🦊", "\n", "\r"]), max_size=600).map(
    "".join
)


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp", "image/gif"])
@given(prompt=words, negative=st.text(max_size=50))
def test_whatever_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, mime: str, prompt: str, negative: str
) -> None:
    data = next(data for kind, data in FORMS.values() if kind == mime)
    marks = Marks(prompt, "m", "j", "d", negative)
    made = marked(tmp_path_factory.mktemp("x"), data, mime, marks)
    assert made
    clean = marks.clean()
    read = told(packet(made))
    assert read["Prompt"] == clean.prompt
    assert read.get("NegativePrompt", "") == clean.negative
    assert pixels(made) == pixels(data)
    if mime == "image/png":
        with Image.open(io.BytesIO(made)) as image:
            image.load()
            assert image.info["parameters"] == clean.parameters()


def test_nothing_that_was_typed_is_left_out_but_what_no_xml_can_say() -> None:
    assert Marks(NASTY, "m", "j", "d").clean().prompt == NASTY
    assert Marks("a\0b\x1bc\ufffed\ud800e", "m", "j", "d").clean().prompt == "abcde"


@pytest.mark.parametrize("form", ["mp4", "webm"])
@pytest.mark.parametrize("sound", [False, True])
def test_a_video_says_it_in_its_container(tmp_path: Path, form: str, sound: bool) -> None:
    path = film(tmp_path / "1", form, seconds=1.5, sound=sound, noisy=True)
    before = path.read_bytes()
    marks = Marks(NASTY, "sora-2", "01JOB", "2026-11-26T18:41:29+00:00", seed=7)
    assert mark(path, tmp_path / "2", f"video/{form}", marks)
    assert path.read_bytes() == before
    was, is_ = video.inspect(path, "1"), video.inspect(tmp_path / "2", "2")
    assert (was.mime, was.width, was.height, was.has_audio) == (is_.mime, is_.width, is_.height, is_.has_audio)
    assert was.seconds == pytest.approx(is_.seconds, abs=0.13)
    assert frames_of(path) == frames_of(tmp_path / "2"), "nothing was encoded again"
    with _AV.open(str(tmp_path / "2")) as container:
        tags = {name.lower(): value for name, value in container.metadata.items()}
    assert tags["comment"] == marks.parameters()
    assert tags["title"] == " ".join(NASTY.split())[:120]
    if form == "mp4":
        data = (tmp_path / "2").read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")
        assert told(packet(data))["Prompt"] == NASTY


def frames_of(path: Path) -> list[bytes]:
    with _AV.open(str(path)) as container:
        return [bytes(frame.planes[0]) for frame in container.decode(video=0)]


def test_a_large_picture_is_copied_in_steps(tmp_path: Path) -> None:
    data = packed(noise(1100, 1000), "PNG", compress_level=0)
    made = marked(tmp_path, data, "image/png")
    assert made
    assert pixels(made) == pixels(data)
