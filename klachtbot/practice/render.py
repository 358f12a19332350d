"""Block Kit as HTML: what an app sent, as a person sees it.

Every text goes through Jinja's autoescape or through ``mrkdwn``; no markup of an app reaches the page. One template
macro per block type and per element type (``templates/blocks.html``): a new type is a new macro and a name in
``BLOCKS`` or ``ELEMENTS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2s
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from klachtbot.practice.forms import MOST_FILES, TYPED_AT_LEAST, Offered, with_offers
from klachtbot.practice.mrkdwn import mrkdwn, plain
from klachtbot.practice.ui_texts import TEXTS

Json = Mapping[str, Any]
Raw = str | Sequence[str] | None

BLOCKS = frozenset({"header", "section", "divider", "context", "actions", "input", "image", "rich_text"})
CHOICES = frozenset({"radio_buttons", "checkboxes", "multi_static_select", "multi_users_select"})
"""Elements that are a group of boxes: they need a legend, not a label."""
INPUT_TYPES: Mapping[str, str] = {
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",  # a browser's own number field drops what it cannot read, and its arrows invite mistakes
    "datepicker": "date",
    "timepicker": "time",
    "plain_text_input": "text",
}
INITIAL: Mapping[str, str] = {
    "plain_text_input": "initial_value",
    "email_text_input": "initial_value",
    "url_text_input": "initial_value",
    "number_input": "initial_value",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "static_select": "initial_option",
    "radio_buttons": "initial_option",
    "checkboxes": "initial_options",
    "multi_static_select": "initial_options",
    "users_select": "initial_user",
    "multi_users_select": "initial_users",
    "external_select": "initial_option",
}
ELEMENTS = frozenset(INITIAL) | {"button", "overflow", "image", "file_input"}


@dataclass(frozen=True)
class Surface:
    """Where blocks stand and who looks at them.

    ``key`` is unique on the page and stays the same between two renderings, so that ids do. ``values`` and ``errors``
    as in ``model.OpenView``: block_id -> action_id -> raw value, and block_id -> text.
    ``people`` (id -> name): who may be picked in a field for people. ``offered``: what the app has suggested in the
    search fields.
    """

    key: str
    lang: str = "nl"
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Raw]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    offered: Offered = field(default_factory=dict)

    @cached_property
    def t(self) -> Mapping[str, str]:
        return TEXTS[self.lang]

    def id(self, *parts: object) -> str:
        """An HTML id for this part of the surface: stable, and free of spaces whatever the app called its blocks."""
        return "e" + blake2s("\x1f".join([self.key, *map(str, parts)]).encode(), digest_size=8).hexdigest()

    def value(self, block: Json, element: Json) -> Raw:
        """What stands in the element: filled in earlier, or the app's initial value."""
        filled = self.values.get(block.get("block_id", ""), {})
        action = element.get("action_id", "")
        return filled[action] if action in filled else initial(element)

    def text(self, thing: Json | None) -> Markup:
        """A text object (``plain_text`` or ``mrkdwn``)."""
        if thing is None:
            return Markup("")
        shown = str(thing.get("text", ""))
        return mrkdwn(shown, self.names) if thing.get("type") == "mrkdwn" else plain(shown)

    def options(self, element: Json) -> list[tuple[Json | None, list[Json]]]:
        """``(group label or None, options)`` of a choice, in order; in a field for people, the people here."""
        if element.get("type") in ("users_select", "multi_users_select"):
            people = sorted(self.people.items(), key=lambda person: person[1])
            return [(None, [{"text": {"type": "plain_text", "text": name}, "value": id} for id, name in people])]
        if groups := element.get("option_groups"):
            return [(group.get("label"), list(group.get("options", []))) for group in groups]
        return [(None, list(element.get("options", [])))]

    def chosen_text(self, block: Json, element: Json) -> str:
        """What stands in a search field: the text of what was chosen there, or nothing."""
        now = self.value(block, element)
        known = with_offers(dict(element), self.offered)["options"]
        return next((str(option["text"]["text"]) for option in known if option["value"] == now), "")

    def files(self, block: Json, element: Json) -> list[Json]:
        """What stands in a field for files: ``id`` and ``name`` of each."""
        now = self.value(block, element) or ()
        put = with_offers(dict(element), self.offered)["files"]
        return [{"id": file["id"], "name": file["name"]} for file in put if file["id"] in now]

    def draw(self, blocks: Iterable[Json]) -> Markup:
        """These blocks as HTML. An unknown type is named on the page, never left out."""
        return Markup("").join(self._block(block, place) for place, block in enumerate(blocks))

    def element(self, element: Json, block: Json, labelled_by: str = "", described_by: str = "") -> Markup:
        """One element. ``labelled_by``, ``described_by``: ids of what names and explains it."""
        kind = str(element.get("type", ""))
        if kind not in ELEMENTS:
            return _macro("unknown", kind, self)
        name = _SHARED_MACROS.get(kind, kind)
        return _macro(f"element_{name}", element, block, self, labelled_by, described_by)

    def _block(self, block: Json, place: int) -> Markup:
        kind = str(block.get("type", ""))
        if kind not in BLOCKS:
            return _macro("unknown", kind, self)
        return _macro(f"block_{kind}", {"block_id": f"place-{place}", **block}, self)


_SHARED_MACROS: Mapping[str, str] = {
    "email_text_input": "typed",
    "url_text_input": "typed",
    "number_input": "typed",
    "datepicker": "typed",
    "timepicker": "typed",
    "multi_static_select": "several",
    "multi_users_select": "several",
    "users_select": "static_select",
}


def initial(element: Json) -> Raw:
    """The element's own initial value, raw: a string, a list of option values, or None."""
    given = element.get(INITIAL.get(str(element.get("type")), ""))
    if isinstance(given, Mapping):
        return str(given.get("value", ""))
    if isinstance(given, list):
        return [str(option.get("value", "") if isinstance(option, Mapping) else option) for option in given]
    return None if given is None else str(given)


def initials(name: str) -> str:
    """At most two letters for the square beside a name."""
    words = [word for word in name.split() if word[:1].isalpha() and word[:1].isupper()] or name.split()
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper() or "?"


def tint(id: str) -> int:
    """One of eight colours, the same every time for the same person."""
    return blake2s(id.encode(), digest_size=1).digest()[0] % 8


def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(input_types=INPUT_TYPES, choices=CHOICES, typed_at_least=TYPED_AT_LEAST, most_files=MOST_FILES)
    env.filters.update(initials=initials, tint=tint)
    return env


ENV = environment()


def _macro(name: str, *given: object) -> Markup:
    drawn: Markup = getattr(ENV.get_template("blocks.html").module, name)(*given)
    return drawn
