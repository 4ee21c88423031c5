"""What is painted shows what was asked for: true of every subject, place, hour, manner and edit in the tables."""

import io
from functools import cache
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.aihubmix.film import Film
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.painting.backdrops import BACKDROPS
from sandbox.aihubmix.painting.finish import caption_of, captioned, without_caption
from sandbox.aihubmix.painting.grades import HOURS
from sandbox.aihubmix.painting.lettering import drawable
from sandbox.aihubmix.painting.lexicon import concepts_of
from sandbox.aihubmix.painting.reading import read
from sandbox.aihubmix.painting.scenery import composed
from sandbox.aihubmix.painting.styles import STYLES, styled
from sandbox.aihubmix.painting.subjects import SUBJECTS

_SIDE = 96


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


@cache
def painted(prompt: str, seed: int = 0, *references: bytes) -> bytes:
    return Picture(prompt, seed, _SIDE, _SIDE, references=references).render()


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ visibly."""
    levels = ImageChops.difference(one, other).convert("L").histogram()
    return sum(levels[10:]) / sum(levels)


def alike(one: Image.Image, other: Image.Image) -> float:
    """How far the light and shade of two pictures go together, 1 at most."""
    first, second = (image.convert("L").reduce(2) for image in (one, other))
    means = [ImageStat.Stat(image).mean[0] for image in (first, second)]
    pairs = [(a - means[0], b - means[1]) for a, b in zip(first.tobytes(), second.tobytes(), strict=True)]
    spread = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
    return sum(a * b for a, b in pairs) / max(1.0, spread) ** 0.5


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_stands_in_its_scene(subject: str) -> None:
    scene = composed(read(subject.replace("_", " ")), 1, (_SIDE, _SIDE))
    assert scene.figures, "its own name does not call it"
    assert apart(scene.still(), scene.empty()) > 0.02
    assert scene.still().tobytes() == composed(scene.reading, 1, (_SIDE, _SIDE)).still().tobytes()
    assert apart(scene.still(), composed(scene.reading, 2, (_SIDE, _SIDE)).still()) > 0.1


def test_subjects_look_unlike_each_other() -> None:
    stills = {name: composed(read(f"sticker of a {name}"), 1, (64, 64)).still().tobytes() for name in SUBJECTS}
    assert len(set(stills.values())) == len(SUBJECTS)


@pytest.mark.parametrize("place", sorted(BACKDROPS.keys() - {"abstract", "hills"}))
def test_every_place_is_painted(place: str) -> None:
    named = {"beach": "island", "road": "highway", "portrait": "headshot"}.get(place, place)
    assert place in read(named).settings
    one, other = opened(painted(f"an owl, {named}")), opened(painted("an owl in a meadow"))
    assert place == "garden" or apart(one, other) > 0.3


@pytest.mark.parametrize("style", STYLES)
def test_every_manner_shows(style: str) -> None:
    plain = composed(read("a fox in the mountains"), 3, (_SIDE, _SIDE)).still()
    once = styled(plain, (style,))
    assert once.size == plain.size
    assert apart(once, plain) > 0.08
    assert once.tobytes() == styled(plain, (style,)).tobytes()


_NAMES = {
    "watercolor": "as a watercolor",
    "oil": "als Ölgemälde",
    "pixel": "像素画",
    "line": "line drawing",
    "mono": "in black and white",
}
_INSTRUCTIONS = [
    *[f"let it be {hour}" for hour in HOURS],
    *_NAMES.values(),
    "add a red hat",
    "füge eine Burg hinzu",
    "加上一只猫头鹰",
    "turn the fox blue",
    "mach es golden",
    "remove the fox",
    "remove the background",
    "put it on the beach",
    "write 'HELLO'",
    "brighter",
    "heller",
    "更暗",
    "warmer",
    "a variation",
    "add a frame",
    "flurbel the quux",
]


@pytest.mark.parametrize("instruction", _INSTRUCTIONS)
def test_an_edit_shows_and_leaves_the_rest(instruction: str) -> None:
    reference = painted("a red fox in the mountains, sunny day", 4)
    before, after = opened(reference), opened(painted(instruction, 1, reference))
    assert apart(before, after) > 0.04
    mirrored = alike(before, after.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert max(alike(before, after), mirrored) > 0.3
    assert apart(after, opened(painted(instruction, 1, painted("a ship on the sea", 2)))) > 0.1, (
        "as another reference is"
    )


@pytest.mark.parametrize(("instruction", "factor"), [("zoom in", 0.6), ("herauszoomen", 1.6)])
def test_the_camera_goes_nearer_and_back(instruction: str, factor: float) -> None:
    reference = painted("a red fox in the mountains, sunny day", 4)
    before, after = opened(reference), opened(painted(instruction, 1, reference))
    assert apart(before, after) > 0.25
    if factor > 1:
        inner = round(_SIDE / factor)
        inset = (_SIDE - inner) // 2
        small = without_caption(before).resize((inner, inner))  # pyright: ignore[reportUnknownMemberType]
        assert alike(small, after.crop((inset, inset, inset + inner, inset + inner))) > 0.7


def test_an_instruction_that_is_not_understood_says_so() -> None:
    assert caption_of("flurbel the quux", understood=False).startswith("nothing I know")
    assert caption_of("add snow") == "add snow"


def test_every_reference_shows_in_a_blend() -> None:
    four = [painted(words) for words in ("a fox", "an owl at night", "a ship in a storm", "ramen")]
    for count in (2, 3, 4):
        whole = opened(painted("blend", 1, *four[:count]))
        for index in range(count):
            other = [*four[:count]]
            other[index] = painted("a red wall of abstract patterns", 5)
            assert apart(whole, opened(painted("blend", 1, *other))) > 0.08, (count, index)


def test_a_chain_of_edits_keeps_one_caption() -> None:
    image = opened(Picture("a fox in the snow", 1, 320, 320).render())
    bare = without_caption(image)
    assert bare.height == 320 - 19
    assert without_caption(bare).height == bare.height
    assert captioned(bare.resize((320, 320)), "again").size == (320, 320)  # pyright: ignore[reportUnknownMemberType]


@pytest.mark.parametrize(
    ("prompt", "concepts"),
    [
        ("ein Fuchs im Schnee bei Nacht", {"fox", "snow", "night"}),
        ("夕阳下的猫", {"dusk", "cat"}),
        ("ネオンの街", {"neon", "city"}),
        ("un chat noir sous la pluie", {"cat", "black", "rain"}),
        ("🦊🌙", {"fox", "night"}),
        ("Herbstwald", {"autumn", "forest"}),
        ("a cat on the roofs of Paris", {"cat", "roofs", "tower"}),
        ("un zorro en el bosque", {"fox", "forest"}),
        ("qzx blorf wibble", set[str]()),
    ],
)
def test_words_of_many_languages_are_understood(prompt: str, concepts: set[str]) -> None:
    assert {found.concept for found in concepts_of(prompt)[0]} == concepts


def test_a_colour_belongs_to_the_thing_it_stands_with() -> None:
    for prompt in ("a red sports car", "turn the car red", "une voiture rouge", "红色的汽车", "ein rotes Auto"):
        (thing,) = read(prompt).things
        assert thing.concept == "car"
        assert thing.colour == (207, 51, 57), prompt
    assert read("everything in red").colours == {"red"}


def test_words_in_quotation_marks_are_painted() -> None:
    assert read("a sign saying 'OPEN'").lettering == "OPEN"
    assert read("Ada's fox and Ben's cat").lettering == ""
    open_, shut = (opened(Picture(f"a sign saying '{word}'", 1, 256, 256).render()) for word in ("OPEN", "SHUT"))
    assert apart(open_.crop((0, 0, 256, 230)), shut.crop((0, 0, 256, 230))) > 0.002


def test_what_the_font_lacks_is_left_out() -> None:
    assert drawable("a fox 狐狸 🦊 in snow") == "a fox in snow"
    assert caption_of("夕阳下的猫") == "dusk · cat"
    assert caption_of("Ein Bär, süß") == "Ein Baer, suess"
    assert caption_of("\n 语 ") == ""


def test_words_that_name_nothing_are_unlike_each_other() -> None:
    pictures = [opened(painted(words)) for words in ("qzx", "melancholy", "freedom", "blorf wibble", "12345", "")]
    for index, one in enumerate(pictures):
        assert all(apart(one, other) > 0.5 for other in pictures[index + 1 :])


@pytest.mark.parametrize("prompt", ["a cat", "a ship", "freedom"])
def test_a_transparent_picture_has_nothing_behind_its_subject(prompt: str) -> None:
    with Image.open(io.BytesIO(Picture(prompt, 1, 128, 128, transparent=True).render())) as image:
        alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((0, 0)) == 0


def frames_of(film: Film) -> list[Image.Image]:
    opened_film: Any = av.open(io.BytesIO(film.render()))  # its own types are half unknown
    with opened_film as container:
        return [frame.to_image() for frame in container.decode(video=0)]


@pytest.mark.parametrize("prompt", ["a fox in the snow", "a ship in a storm", "a red car", "a calm sea"])
def test_a_film_moves_and_comes_back(prompt: str) -> None:
    frames = frames_of(Film(prompt, 1, 160, 96, 2))
    assert len(frames) == 16
    beyond = [sum(ImageStat.Stat(ImageChops.difference(frames[0], frame)).mean) for frame in frames]
    assert max(beyond) > 1.2
    assert beyond[-1] < max(beyond), "it leads back to where it began"


def test_a_film_begins_and_ends_with_what_was_given() -> None:
    first, last = painted("a fox in the snow"), painted("an owl at night")
    frames = frames_of(Film("it moves", 1, _SIDE, _SIDE, 2, first_frame=first, last_frame=last))
    for frame, given in ((frames[0], first), (frames[-1], last)):
        assert max(ImageStat.Stat(ImageChops.difference(frame, opened(given))).mean) < 12


def test_a_variation_is_the_same_things_anew_and_no_two_are_alike() -> None:
    prompt = "a cat on the roofs of Paris"
    reference = Picture(prompt, 3, 128, 128).render()
    said = f"A variation of this picture, with the same subject and style: {prompt}"
    varied = [Picture(said, seed, 128, 128, references=(reference,)).render() for seed in (3, 4, 5)]
    assert len({reference, *varied}) == 4
    assert read(said).things == read(prompt).things


@pytest.mark.parametrize("prompt", ["a fox", "melancholy"])
@pytest.mark.parametrize("references", [(), (Picture("a cat", 1, 96, 96).render(),)])
def test_what_is_half_finished_may_have_nothing_behind_it(prompt: str, references: tuple[bytes, ...]) -> None:
    picture = Picture(prompt, 2, 96, 96, transparent=True, finished=0.4, references=references)
    with Image.open(io.BytesIO(picture.render())) as seen:
        assert seen.mode == "RGBA"
        assert min(seen.getchannel("A").tobytes()) < 255
