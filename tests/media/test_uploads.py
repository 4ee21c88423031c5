"""Members' pictures: whatever comes in, what goes out is what the model takes, and tells nothing of the member."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from bot.errors import NotAPicture, TooManyPixels
from bot.media.uploads import JPEG, PNG, WEBP, Needs, Prepared, prepare
from tests.media.samples import CORNERS, film, moving, noise, packed, quarters, with_hole

NEEDS = Needs(longest_side=0, most_bytes=0, max_megapixels=4)
ONLY_PNG, ONLY_JPEG, ONLY_WEBP = (replace(NEEDS, formats=frozenset({mime})) for mime in (PNG, JPEG, WEBP))
MIMES = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}
_cms: Any = ImageCms  # its own types are half unknown

Prepare = Callable[..., tuple[Prepared, Image.Image]]


@pytest.fixture
def prepared(tmp_path: Path) -> Prepare:
    """Put the bytes into a file, prepare it, and look at what is there now."""

    def run(data: bytes, needs: Needs = NEEDS) -> tuple[Prepared, Image.Image]:
        path = tmp_path / "1"
        path.write_bytes(data)
        result = prepare(path, "a.png", needs)
        assert [file.name for file in tmp_path.iterdir()] == ["1"], "nothing is left beside it"
        assert result.size == path.stat().st_size
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            image.load()
            assert (MIMES[image.format or ""], *image.size) == (result.mime, result.width, result.height)
            assert result.mime in needs.formats
            assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & image.info.keys()
            return result, image

    return run


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Where 0, 0 is the upper left corner and 1, 1 the lower right one."""
    at = int(x * (image.width - 1)), int(y * (image.height - 1))
    found: Any = image.convert("RGBA").getpixel(at)
    return found


def is_near(found: tuple[int, ...], colour: str, most: int = 45) -> bool:
    wanted: Any = Image.new("RGBA", (1, 1), colour).getpixel((0, 0))
    return all(abs(one - other) <= most for one, other in zip(found, wanted, strict=True))


def is_upright(image: Image.Image) -> bool:
    places = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
    return all(is_near(colour_at(image, *place), colour) for place, colour in zip(places, CORNERS, strict=True))


# -- formats


@pytest.mark.parametrize(
    ("form", "mode", "mime"),
    [
        ("PNG", "RGB", PNG),
        ("PNG", "P", PNG),
        ("JPEG", "RGB", JPEG),
        ("JPEG", "CMYK", JPEG),
        ("WEBP", "RGB", WEBP),
        ("GIF", "P", PNG),
        ("BMP", "RGB", PNG),
        ("BMP", "P", PNG),
        ("TIFF", "RGB", PNG),
        ("TIFF", "CMYK", PNG),
        ("TIFF", "YCbCr", PNG),
        ("TIFF", "RGBA", PNG),
        ("HEIF", "RGB", JPEG),
        ("AVIF", "RGB", JPEG),
    ],
)
def test_every_format_comes_out_as_one_that_models_take(prepared: Prepare, form: str, mode: str, mime: str) -> None:
    result, image = prepared(packed(quarters(mode=mode), form))
    assert (result.width, result.height, result.mime) == (64, 48, mime)
    assert is_upright(image)
    assert image.mode == "RGB"
    assert result.changes == (("converted",) if MIMES.get(form) != mime else ())


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("needs", [ONLY_PNG, ONLY_JPEG, ONLY_WEBP], ids=["png", "jpeg", "webp"])
def test_a_moving_picture_gives_its_first_frame(prepared: Prepare, form: str, needs: Needs) -> None:
    result, image = prepared(moving(form), needs)
    assert is_near(colour_at(image, 0.5, 0.5), "red")
    assert "first_frame" in result.changes
    assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "L"), ("PNG", "1"), ("PNG", "LA"), ("TIFF", "L"), ("TIFF", "LA"), ("WEBP", "L")]
)
def test_grey_pictures_keep_their_shades(prepared: Prepare, form: str, mode: str) -> None:
    grey = Image.new("L", (64, 48), 255)
    grey.paste(0, (0, 0, 32, 48))
    _, image = prepared(packed(grey.convert(mode), form))
    assert is_near(colour_at(image, 0.2, 0.5), "black")
    assert is_near(colour_at(image, 0.8, 0.5), "white")


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["I;16", "I;16B"])
def test_sixteen_bits_become_eight_of_the_same_brightness(prepared: Prepare, form: str, mode: str) -> None:
    order = "<" if mode == "I;16" else ">"
    deep = Image.frombytes(mode, (64, 48), struct.pack(f"{order}H", 0x8000) * 64 * 48)
    _, image = prepared(packed(deep, form))
    assert is_near(colour_at(image, 0.5, 0.5), "#808080", 2)


@pytest.mark.parametrize(("mode", "dark", "light"), [("F", 0.0, 1.0), ("F", -3.0, 7e9), ("I", 0, 65535), ("I", 0, 255)])
def test_scientific_pictures_are_shown_from_black_to_white(
    prepared: Prepare, mode: str, dark: float, light: float
) -> None:
    deep = Image.new(mode, (64, 48), light)
    deep.paste(dark, (0, 0, 32, 48))
    _, image = prepared(packed(deep, "TIFF"))
    assert is_near(colour_at(image, 0.2, 0.5), "black", 2)
    assert is_near(colour_at(image, 0.8, 0.5), "white", 2)


def test_brightness_without_bounds_is_no_picture(prepared: Prepare) -> None:
    with pytest.raises(NotAPicture):
        prepared(packed(Image.new("F", (8, 8), float("nan")), "TIFF"))


def test_colours_of_the_printing_press_are_read(prepared: Prepare) -> None:
    lab = _cms.profileToProfile(quarters(), _cms.createProfile("sRGB"), _cms.createProfile("LAB"), outputMode="LAB")
    _, image = prepared(packed(lab, "TIFF"))
    assert is_upright(image)


# -- orientation


def turned(orientation: int, width: int = 64, height: int = 48) -> Image.Image:
    """How a camera stores the picture that is upright when EXIF's orientation is heeded."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = quarters(width, height)
    return image if undo is None else image.transpose(undo)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_orientation_ends_upright(prepared: Prepare, form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    result, image = prepared(packed(turned(orientation), form, exif=exif.tobytes()))
    assert (result.width, result.height) == (64, 48)
    assert is_upright(image)
    assert set(result.changes) <= {"converted"}


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12" * 9])
def test_broken_exif_is_no_reason_to_refuse(prepared: Prepare, exif: bytes) -> None:
    result, image = prepared(packed(quarters(), "JPEG", exif=exif))
    assert is_upright(image)
    assert result.changes == ()


# -- metadata

SECRET = b"Secret Street 7"


def private_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return exif


def png_text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET.decode()}</x>")
    return info


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "PNG", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("longest_side", [0, 32])
def test_nobody_learns_where_it_was_taken(tmp_path: Path, prepared: Prepare, form: str, longest_side: int) -> None:
    options: dict[str, Any] = {"exif": private_exif()}
    if form in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        options["xmp"] = b"<x>" + SECRET + b"</x>"
    if form == "PNG":
        options["pnginfo"] = png_text()
    if form == "JPEG":
        options["comment"] = SECRET
    data = packed(quarters(), form, **options) + SECRET
    assert data.count(SECRET) > 1
    _, image = prepared(data, replace(NEEDS, longest_side=longest_side))
    assert SECRET not in (tmp_path / "1").read_bytes()
    assert not image.getexif()


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
@pytest.mark.parametrize("image", [quarters(), noise(33, 17)], ids=["quarters", "noise"])
def test_metadata_goes_without_a_loss(tmp_path: Path, prepared: Prepare, form: str, image: Image.Image) -> None:
    _, after = prepared(packed(image, form, exif=private_exif(), xmp=b"<x/>", quality=60))
    with Image.open(io.BytesIO(packed(image, form, quality=60))) as before:
        assert before.convert("RGB").tobytes() == after.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_jpeg_that_tells_nothing_keeps_its_bytes(
    tmp_path: Path, prepared: Prepare, progressive: bool, mode: str
) -> None:
    data = packed(noise(200, 150).convert(mode), "JPEG", progressive=progressive)
    result, _ = prepared(data)
    assert (tmp_path / "1").read_bytes() == data
    assert result.changes == ()


def test_what_a_camera_hides_behind_the_picture_goes(tmp_path: Path, prepared: Prepare) -> None:
    data = packed(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), "black")])
    assert data.count(b"\xff\xd8\xff") == 2
    result, image = prepared(data)
    assert is_upright(image)
    assert (result.mime, result.changes) == (JPEG, ())
    assert (tmp_path / "1").read_bytes().count(b"\xff\xd8\xff") == 1


def other_profile() -> bytes:
    """One in which the same numbers are other colours: red and blue have changed places."""
    data = bytearray(_cms.ImageCmsProfile(_cms.createProfile("sRGB")).tobytes())
    data = data.replace(b"rXYZ", b"tXYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tXYZ", b"bXYZ", 1)
    return bytes(data.replace("sRGB".encode("utf-16-be"), "none".encode("utf-16-be")))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_colours_are_those_of_the_profile(prepared: Prepare, form: str) -> None:
    swapped = Image.merge("RGB", quarters().split()[::-1])
    result, image = prepared(packed(swapped, form, icc_profile=other_profile()))
    assert is_upright(image)
    assert set(result.changes) <= {"converted"}


def test_a_profile_leaves_the_alpha_channel_alone(prepared: Prepare) -> None:
    _, image = prepared(packed(with_hole(), "PNG", icc_profile=other_profile()))
    assert colour_at(image, 0.2, 0.5)[3] == 0
    assert is_near(colour_at(image, 0.8, 0.5), "blue")


@pytest.mark.parametrize("profile", [b"no profile", other_profile()[:200]])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_profile_that_does_not_fit_is_ignored(prepared: Prepare, profile: bytes, mode: str) -> None:
    _, image = prepared(packed(Image.new(mode, (8, 8)), "TIFF", icc_profile=profile))
    assert is_near(colour_at(image, 0.5, 0.5), "white" if mode == "CMYK" else "black")


# -- transparency


def keyed() -> Image.Image:
    """A palette of which one colour can be seen through."""
    image = Image.new("P", (64, 48), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(0, (0, 0, 32, 48))
    return image


@pytest.mark.parametrize(
    "data",
    [
        packed(with_hole(), "PNG"),
        packed(with_hole(), "WEBP"),
        packed(with_hole(), "AVIF"),
        packed(with_hole(), "HEIF"),
        packed(with_hole(), "TIFF"),
        packed(keyed(), "PNG", transparency=0),
        packed(keyed(), "GIF", transparency=0),
        packed(keyed().convert("RGB"), "PNG", transparency=(0, 0, 0)),
    ],
    ids=["png", "webp", "avif", "heif", "tiff", "palette", "gif", "colour key"],
)
def test_alpha_stays_where_it_matters_and_turns_white_elsewhere(prepared: Prepare, data: bytes) -> None:
    result, image = prepared(data)
    assert colour_at(image, 0.2, 0.5)[3] == 0
    assert is_near(colour_at(image, 0.8, 0.5), "red")
    assert "flattened" not in result.changes
    for needs in (replace(NEEDS, alpha=False), ONLY_JPEG):
        result, image = prepared(data, needs)
        assert is_near(colour_at(image, 0.2, 0.5), "white")
        assert is_near(colour_at(image, 0.8, 0.5), "red")
        assert "flattened" in result.changes


def test_an_alpha_channel_that_hides_nothing_is_not_worth_a_word(prepared: Prepare) -> None:
    result, image = prepared(packed(quarters(mode="RGBA"), "PNG"), replace(NEEDS, alpha=False))
    assert (image.mode, result.changes) == ("RGB", ())


# -- limits


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF", "AVIF", "TIFF"])
@pytest.mark.parametrize(("side", "size"), [(100, (100, 50)), (64, (64, 32)), (1, (1, 1)), (400, (400, 200))])
def test_the_longest_side_is_kept_and_nothing_is_enlarged(
    prepared: Prepare, form: str, side: int, size: tuple[int, int]
) -> None:
    result, _ = prepared(packed(quarters(400, 200), form), replace(NEEDS, longest_side=side))
    assert (result.width, result.height) == size
    assert ("shrunk" in result.changes) == (side < 400)


def test_a_sideways_jpeg_is_shrunk_upright(prepared: Prepare) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = packed(turned(6, 640, 480), "JPEG", exif=exif)
    result, image = prepared(data, replace(NEEDS, longest_side=60))
    assert (result.width, result.height, result.changes) == (60, 45, ("shrunk",))
    assert is_upright(image)


@pytest.mark.parametrize("formats", [{PNG}, {JPEG}, {WEBP}, {PNG, WEBP}, {PNG, JPEG}, {PNG, JPEG, WEBP}])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("most_bytes", [60_000, 20_000, 3_000])
def test_bytes_are_saved_until_it_fits(prepared: Prepare, formats: set[str], form: str, most_bytes: int) -> None:
    data = packed(noise(300, 200), form, quality=98)
    result, _ = prepared(data, replace(NEEDS, formats=frozenset(formats), most_bytes=most_bytes))
    assert result.size <= most_bytes < len(data)
    assert result.width <= 300
    assert result.changes


def test_a_webp_too_heavy_as_it_was_is_recompressed(prepared: Prepare) -> None:
    result, _ = prepared(packed(noise(300, 200), "WEBP", quality=98), replace(NEEDS, most_bytes=60_000))
    assert (result.mime, result.width, result.changes) == (WEBP, 300, ("recompressed",))


def test_png_stays_lossless_while_it_fits(prepared: Prepare) -> None:
    image = noise(100, 100)
    data = packed(image, "PNG")
    _, same = prepared(data, replace(NEEDS, most_bytes=len(data) + 2000))
    assert same.tobytes() == image.tobytes()
    result, _ = prepared(data, replace(NEEDS, most_bytes=len(data) // 2))
    assert result.changes == ("converted", "recompressed")
    assert (result.mime, result.width) == (JPEG, 100)


def test_transparent_pictures_are_saved_bytes_without_losing_alpha(prepared: Prepare) -> None:
    image = noise(200, 200)
    image.putalpha(Image.linear_gradient("L").resize((200, 200)))  # pyright: ignore[reportUnknownMemberType]
    result, after = prepared(packed(image, "PNG"), replace(NEEDS, most_bytes=30_000))
    assert (result.mime, after.mode) == (WEBP, "RGBA")
    result, after = prepared(packed(image, "PNG"), replace(NEEDS, most_bytes=30_000, formats=frozenset({PNG, JPEG})))
    assert (result.mime, after.mode) == (PNG, "RGBA")


@pytest.mark.parametrize("needs", [ONLY_WEBP, ONLY_JPEG], ids=["webp", "jpeg"])
def test_sides_too_long_for_the_format_are_shortened(prepared: Prepare, needs: Needs) -> None:
    result, _ = prepared(packed(Image.new("RGB", (66_000, 4)), "PNG"), needs)
    assert result.width in {16383, 65500}
    assert "shrunk" in result.changes


# -- what is none


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5000,
        b"<html></html>",
        svg(),
        b"%PDF-1.7\n1 0 obj\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"GIF89a\0\0\0\0\0\0\0;",
        *(packed(noise(64, 48), form)[:-400] for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")),
        packed(quarters(), "ICO"),
    ],
)
def test_anything_else_is_refused_and_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "1"
    path.write_bytes(data)
    with pytest.raises(NotAPicture) as refused:
        prepare(path, "a.png", NEEDS)
    assert refused.value.params == {"name": "a.png"}
    assert path.read_bytes() == data
    assert [file.name for file in tmp_path.iterdir()] == ["1"]


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_video_is_no_picture(tmp_path: Path, form: str) -> None:
    with pytest.raises(NotAPicture):
        prepare(film(tmp_path / "1", form), "a.png", NEEDS)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def huge_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        huge_png(2001, 2000),
        huge_png(60_000, 60_000),
        huge_png(2**31 - 1, 2**31 - 1),
        b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",\0\0\0\0\xff\xff\xff\xff\0\x02\0;",
        b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, 90_000, 90_000, 1, 24, 0, 0, 0, 0, 0, 0),
        packed(Image.new("1", (2500, 2500)), "TIFF", compression="group4"),
        packed(Image.new("RGB", (2500, 2500)), "WEBP"),
        packed(Image.new("RGB", (2500, 2500)), "HEIF"),
    ],
    ids=["png", "larger png", "largest png", "gif", "bmp", "tiff", "webp", "heif"],
)
def test_bombs_are_not_unfolded(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "1"
    path.write_bytes(data)
    with pytest.raises(TooManyPixels) as refused:
        prepare(path, "a.png", NEEDS)
    assert refused.value.params == {"name": "a.png", "limit": 4}


def test_thousands_of_frames_cost_no_more_than_one(prepared: Prepare) -> None:
    whole = moving("GIF", 2, (8, 8))
    frame = whole[whole.rindex(b"\x21\xf9\x04") : -1]
    result, image = prepared(whole[:-1] + frame * 200_000 + b";")
    assert is_near(colour_at(image, 0.5, 0.5), "red")
    assert result.changes == ("converted", "first_frame")


def test_text_that_unfolds_to_megabytes_is_refused(prepared: Prepare) -> None:
    whole = packed(quarters(), "PNG")
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))
    with pytest.raises(NotAPicture):
        prepared(whole[:33] + text + whole[33:])


WHOLE = {
    form: packed(with_hole() if form in {"PNG", "WEBP", "GIF"} else quarters(), form)
    for form in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
} | {"MPO": packed(quarters(), "MPO", save_all=True, append_images=[quarters()], exif=private_exif())}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), form=st.sampled_from(sorted(WHOLE)))
def test_broken_bytes_are_a_picture_or_none_and_nothing_else(tmp_path: Path, seed: int, form: str) -> None:
    dice = random.Random(seed)
    data = bytearray(WHOLE[form])
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(min(len(data), 2000))] = dice.randrange(256)
    path = tmp_path / "1"
    path.write_bytes(data)
    try:
        result = prepare(path, "a.png", replace(NEEDS, max_megapixels=1))
    except (NotAPicture, TooManyPixels):
        assert path.read_bytes() == data
    else:
        assert result.mime in NEEDS.formats
