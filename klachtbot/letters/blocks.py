"""What a letter consists of, between its template and the page: a title, headings, paragraphs and points.

A template writes this little format: a line ``# `` is the title, ``## `` a heading, ``* `` a point, ``+ `` a point with
a number; an empty line ends a paragraph; lines that follow each other are one, unless the first ends in a backslash.
What people typed is put in only after that was read, so that a story with a ``#`` in it stays a story.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"
    NUMBERED = "numbered"  # counted from 1 in each list


@dataclass(frozen=True, slots=True)
class Block:
    """``lines`` are set one under the other; those of a title or heading are one."""

    kind: Kind
    lines: tuple[str, ...] = field(repr=False)


_MARKS = {"# ": Kind.TITLE, "## ": Kind.HEADING, "* ": Kind.POINT, "+ ": Kind.NUMBERED}
_MARK = re.compile(r"(##? |[*+] )")
_BLANK = re.compile(r"\n\s*\n")


def parse(text: str, fill: Callable[[str], str]) -> tuple[Block, ...]:
    """The blocks of a template's output; ``fill`` puts in what people typed. Empty ones are left out."""
    return tuple(block for kind, raw in _raw(text) for block in _filled(kind, fill(raw)))


def _raw(text: str) -> Iterator[tuple[Kind, str]]:
    kind, lines = Kind.PARAGRAPH, list[str]()
    for line in (line.strip() for line in text.split("\n")):
        mark = _MARK.match(line)
        if mark or not line:
            yield kind, _joined(lines)
            kind, lines = (_MARKS[mark[1]], [line[mark.end() :]]) if mark else (Kind.PARAGRAPH, [])
        else:
            lines.append(line)
    yield kind, _joined(lines)


def _joined(lines: Sequence[str]) -> str:
    """One text of lines that follow each other; a backslash at the end of one is where it breaks."""
    text = "".join(f"{line[:-1].rstrip()}\n" if line.endswith("\\") else f"{line} " for line in lines)
    return re.sub(r"[ \t]+", " ", text)


def _filled(kind: Kind, text: str) -> Iterator[Block]:
    for part in _BLANK.split(text) if kind is Kind.PARAGRAPH else [text]:
        lines = tuple(line for line in (line.strip() for line in part.split("\n")) if line)
        if lines:
            yield Block(kind, lines if kind not in {Kind.TITLE, Kind.HEADING} else (" ".join(lines),))


def plain(blocks: Sequence[Block]) -> str:
    """The blocks as plain text; points close together, and a heading to what it heads; everything else apart."""
    text = ""
    before: Block | None = None
    number = 0
    for block in blocks:
        listed = block.kind in LISTS
        together = before and ((listed and before.kind is block.kind) or before.kind is Kind.HEADING)
        number = number + 1 if block.kind is Kind.NUMBERED else 0
        mark = {Kind.POINT: "- ", Kind.NUMBERED: f"{number}. "}.get(block.kind, "")
        text += "" if before is None else "\n" if together else "\n\n"
        text += mark + f"\n{' ' * len(mark)}".join(block.lines)
        before = block
    return text


LISTS = {Kind.POINT: "ul", Kind.NUMBERED: "ol"}
"""What stands in a list of its kind, and the tag of such a list."""
_TAGS = {Kind.TITLE: "h1", Kind.HEADING: "h2", Kind.PARAGRAPH: "p", **dict.fromkeys(LISTS, "li")}


def markup(blocks: Sequence[Block]) -> str:
    """The blocks as the body of an HTML page. Each has the direction of its own words."""
    parts: list[str] = []
    inside = ""
    for block in blocks:
        list_ = LISTS.get(block.kind, "")
        if list_ != inside:
            parts += [tag for tag in (inside and f"</{inside}>", list_ and f"<{list_}>") if tag]
            inside = list_
        tag = _TAGS[block.kind]
        parts.append(f'<{tag} dir="auto">{"<br>".join(html.escape(line) for line in block.lines)}</{tag}>')
    return "\n".join([*parts, f"</{inside}>"] if inside else parts)


_NOT_A_CHARACTER = {"Cc", "Cs", "Co", "Cn"}  # control, half a character, private, unassigned
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the words around it, too
_TO_THE_LEFT = {"R", "AL"}


def clean(text: str) -> str:
    """The text with every line break a newline, and ``UNKNOWN`` for what is no character at all."""
    if text.replace("\n", "").isprintable():  # nearly always: nothing of what follows is in it
        return unicodedata.normalize("NFC", text)
    text = _STEERING.sub("", _BREAK.sub("\n", text).replace("\t", " "))
    known = (c if c == "\n" or unicodedata.category(c) not in _NOT_A_CHARACTER else UNKNOWN for c in text)
    return unicodedata.normalize("NFC", "".join(known))


def isolated(text: str) -> str:
    """A name in Arabic or Hebrew, kept from turning around the words and numbers beside it."""
    if "\n" in text or not any(unicodedata.bidirectional(c) in _TO_THE_LEFT for c in text):
        return text
    return f"\u2068{text}\u2069"


def to_the_left(text: str) -> bool:
    """Whether a text as a whole runs from right to left: by its first letter, outside what is isolated."""
    for c in re.sub("^\u2068([^\u2069]*)\u2069$", r"\1", text) if text.count("\u2068") == 1 else text:
        if c == "\u2068":
            return False  # a name first in a sentence of ours
        kind = unicodedata.bidirectional(c)
        if kind in _TO_THE_LEFT or kind == "L":
            return kind != "L"
    return False
