"""All that can be painted as a figure, by concept. A family is a file; a subject is one function and one row."""

from sandbox.aihubmix.painting.subjects import buildings, food, people, pets, plants, swimmers, things, vehicles, wild
from sandbox.aihubmix.painting.subjects.subject import Subject

_FAMILIES = (pets, wild, swimmers, vehicles, buildings, people, food, plants, things)
SUBJECTS: dict[str, Subject] = {name: made for family in _FAMILIES for name, made in family.FAMILY.items()}
