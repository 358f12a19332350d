"""From a letter and its template to blocks: what the template may see, and how what people typed stays what they typed.

Templates are files ``<language>/<notice>.txt``, or ``<notice>.<audience>.txt`` where a reader gets words of their own;
what starts with ``_`` is shared between them. A file of the same name in the organisation's folder replaces ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from klachtbot.letters.blocks import Block, clean, isolated, parse, plain
from klachtbot.letters.contract import RULINGS, WISHED_BY, Kind, LetterRow, PartRow, row
from klachtbot.letters.days import in_words, listed
from klachtbot.usecases.letters import Letter, Paper, Value

if TYPE_CHECKING:
    from jinja2 import Environment

OURS = Path(__file__).parent / "templates"
MISSING = "…"
"""Stands where a required value is not known yet; such a letter cannot be sent."""

_SLOT = re.compile("\x00([0-9]+)\x01")


class WrongTemplate(Exception):
    """A template does what its letter does not allow; ``nl`` and ``en`` say what."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


@dataclass(frozen=True, slots=True)
class Attempt:
    """A time somebody was tried: the day, and one of ``contract.MEANS``."""

    on: date
    means: str


@dataclass(frozen=True, slots=True)
class Part:
    """A free part as the letter has it, and what its template proposed."""

    proposed: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words. ``own`` are the blocks without what stands in free parts."""

    blocks: tuple[Block, ...] = field(repr=False)
    parts: Mapping[str, Part] = field(repr=False)
    own: tuple[Block, ...] = field(repr=False)


class _Slots:
    """Keeps what people typed out of the template's output until that was read."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._kept: list[str] = []

    def put(self, value: object) -> str:
        """What stands for a value in the output."""
        text = isolated(_shown(value, self._language))
        self._kept.append(text)
        return f"\x00{len(self._kept) - 1}\x01"

    def fill(self, text: str) -> str:
        while _SLOT.search(text):  # a slot in a slot: what a template put together first
            text = _SLOT.sub(lambda found: self._kept[int(found[1])], text)
        return text


def _shown(value: object, language: str) -> str:
    if isinstance(value, date):
        return in_words(value, language)
    if isinstance(value, tuple):
        return listed([_shown(one, language) for one in value], language)
    return str(value)


class _Parts:
    """What a template calls ``part``: the place of a free part, with the words it proposes."""

    def __init__(self, letter: Letter, rows: tuple[PartRow, ...], slots: _Slots) -> None:
        self._letter = letter
        self._slots = slots
        self._rows = {row.name for row in rows}
        self.texts: dict[str, Part] = {}
        self.outputs: list[str] = []

    def __call__(self, name: str, heading: str = "", *, caller: Callable[[], str]) -> str:
        if name not in self._rows:
            raise WrongTemplate(f"deze brief heeft geen vrij deel {name!r}", f"this letter has no free part {name!r}")
        output = caller()
        known = self._letter.values.get(name)
        if isinstance(known, str) and known.strip():
            output = self._slots.put(clean(known))
        proposed = clean(plain(parse(output, self._slots.fill))).strip()
        text = clean(self._letter.free.get(name, proposed)).strip()
        if text != proposed:
            output = self._slots.put(text)
        self.texts[name] = Part(proposed, text)
        if not text:
            return ""
        above = f"\n\n## {self._slots.put(heading)}\n\n" if heading else "\n\n"
        self.outputs.append(output)
        return f"{above}{output}\n\n"


def write(letter: Letter, folder: Path | None) -> Written:
    """The letter in words. Raises what Jinja raises when a template is wrong, ``LookupError`` when there is none."""
    rows = row(letter.notice, letter.audience)
    slots = _Slots(letter.language)
    parts = _Parts(letter, rows.parts, slots)
    environment = _environment(folder)
    template = environment.get_template(file_name(letter, folder))
    context = {**_told(letter, rows), "part": parts, "slots": slots}
    context["complaint"] = environment.get_template(f"{letter.language}/_complaint.txt").render(context).strip()
    output = template.render(context)
    blocks = parse(output, slots.fill)
    inside = {block for one in parts.outputs for block in parse(one, slots.fill)}
    return Written(
        blocks,
        {one.name: parts.texts[one.name] for one in rows.parts if one.name in parts.texts},
        tuple(block for block in blocks if block not in inside),
    )


def file_name(letter: Letter, folder: Path | None) -> str:
    """Which file says this letter, relative to the folder of templates."""
    own = f"{letter.language}/{letter.notice}.{letter.audience}.txt"
    special = any((place / own).exists() for place in (folder, OURS) if place)
    return own if special else f"{letter.language}/{letter.notice}.txt"


@lru_cache(maxsize=4)
def _environment(folder: Path | None) -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined, pass_context
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

    class Templates(SandboxedEnvironment):
        """Includes stand beside the file that asks for them."""

        def join_path(self, template: str, parent: str) -> str:
            return f"{parent.rpartition('/')[0]}/{template}"

    @pass_context
    def into_a_slot(context: Context, value: Any) -> str:
        return str(context["slots"].put(value))

    return Templates(
        loader=FileSystemLoader([place for place in (folder, OURS) if place]),
        undefined=StrictUndefined,
        autoescape=False,  # the output is text in a format of our own, and values stay out of it
        finalize=into_a_slot,
        auto_reload=False,  # what was checked at the start is what is used
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _told(letter: Letter, rows: LetterRow) -> dict[str, Any]:
    """What the template may see: the values of its row, and whom to reach."""
    told: dict[str, Any] = {value.name: _seen(value.name, value.kind, letter, value.required) for value in rows.values}
    if told.get("name_withheld"):
        withheld = told["complainant"]
        told["complainant"] = ""
        told |= {
            value.name: tuple(one for one in told[value.name] if one != withheld)
            for value in rows.values
            if value.kind is Kind.NAMES
        }
    sender = letter.sender
    return told | {
        "number": letter.number,
        "written_on": letter.written_on,
        "addressee": _greeted(clean(letter.addressee), letter.language),
        "audience": str(letter.audience),
        "organisation": clean(sender.organisation),
        "officer": clean(sender.officer),
        "position": clean(sender.position),
        "phone": clean(sender.phone),
        "email": clean(sender.email),
    }


def _greeted(name: str, language: str) -> str:
    """A name as it stands after "Beste": "Mevrouw Jansen" and "Dhr. Jansen" are how somebody writes it in a list."""
    found = _TITLE.match(name.strip()) if language == "nl" else None
    if found is None:
        return name
    return _SAID[found["title"].casefold().rstrip(".")] + name.strip()[found.end() :]


_SAID: Mapping[str, str] = {
    **dict.fromkeys(("mevrouw", "mevr", "mw"), "mevrouw"),
    **dict.fromkeys(("meneer", "mijnheer", "heer", "dhr", "hr"), "meneer"),
    **dict.fromkeys(("familie", "fam"), "familie"),
}
_TITLE = re.compile(rf"(?:de\s+)?(?P<title>(?:{'|'.join(_SAID)})\.?)(?=\s)", re.IGNORECASE)

_EMPTY: Mapping[Kind, Any] = {Kind.NAMES: (), Kind.ATTEMPTS: (), Kind.PAPERS: ()}
_UNKNOWN: Mapping[Kind, Any] = {Kind.NAMES: (MISSING,), Kind.WISHED_BY: "both", Kind.RULING: "dismissed"}


_CODES: Mapping[Kind, tuple[str, ...]] = {Kind.FLAG: ("yes",), Kind.WISHED_BY: WISHED_BY, Kind.RULING: RULINGS}


def missing(value: Value | None) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _seen(name: str, kind: Kind, letter: Letter, required: bool) -> Any:
    """A value as the template sees it. Raises ``TypeError`` for one that is not of its kind."""
    value = letter.values.get(name)
    if value is None or missing(value):
        return _UNKNOWN.get(kind, MISSING) if required else _EMPTY.get(kind, "")
    wanted = {Kind.DAY: date, **dict.fromkeys(_EMPTY, tuple)}.get(kind, str)
    if not isinstance(value, wanted):
        raise TypeError(f"{name} of {letter.notice} must be a {wanted.__name__}")
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        if kind in _CODES and value not in _CODES[kind]:
            raise TypeError(f"{name} of {letter.notice} must be one of {', '.join(_CODES[kind])}")
        return clean(value).strip()
    return tuple(_one(kind, one) for one in value)


def _one(kind: Kind, value: str | Paper) -> Attempt | Paper | str:
    """One of several values of a kind."""
    if isinstance(value, Paper):
        return replace(value, name=clean(value.name).strip(), to=clean(value.to).strip())
    if kind is Kind.ATTEMPTS:
        day, _, means = value.partition(" ")
        return Attempt(date.fromisoformat(day), means)
    return clean(value)
