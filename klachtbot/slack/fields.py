"""The fields a form can have: how each is shown, and how what was typed is read back.

A field reads its own value and says what is wrong in a sentence that helps; nothing typed is lost, because Slack keeps
the form open with what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import Enum, auto
from typing import Any

from klachtbot.slack.blocks import Block
from klachtbot.slack.texts import N_, Texts, clean
from klachtbot.usecases.addresses import is_email


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that was chosen, as Slack tells of it: its id ("F…"), name and size. What is in it is fetched later."""

    id: str
    name: str = field(repr=False)
    size: int


Value = str | date | tuple[str, ...] | tuple[FileRef, ...] | None
"""What a field holds: text ("" when empty), a time of day ("10:00"), a day, the chosen code, the ticked codes or chosen
Slack ids, or files."""


class Kind(Enum):
    TEXT = auto()
    LONG_TEXT = auto()
    DAY = auto()
    TIME = auto()  # of day
    CHOICE = auto()  # one of a list that opens
    RADIO = auto()  # one of a few that are all in view
    TICKS = auto()
    PEOPLE = auto()  # people in Slack
    FILES = auto()


class Wrong(Exception):
    """What was typed cannot be used; ``text`` says how to put it right (marked with N_), never what was typed."""

    def __init__(self, text: str) -> None:
        super().__init__("wrong")
        self.text = text


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a form. ``key`` is its block_id and action_id; labels, hints and options are marked with N_.

    A choice, or something to tick, without options gets them when its form opens; the use case judges what was chosen.
    """

    key: str
    label: str
    kind: Kind
    optional: bool = False
    hint: str = ""
    placeholder: str = ""
    options: tuple[Option, ...] = ()
    longest: int = 3000
    most: int = 10
    check: Callable[[str], str] | None = None
    endings: tuple[str, ...] = ()  # of the names of files that may be chosen; none: any


TOO_LONG = N_(
    "Deze tekst is te lang. Schrijf hier de kern. "
    "Zet de hele tekst in een bestand, en kies daarna bij de klacht: Stuk toevoegen."
)


def show(field: Field, t: Texts, value: Value) -> Block:
    """The input block, with ``value`` filled in."""
    block: Block = {
        "type": "input",
        "block_id": field.key,
        "label": _plain(t(field.label)),
        "element": _ELEMENTS[field.kind](field, t, value),
        "optional": field.optional,
    }
    if field.hint:
        block["hint"] = _plain(t(field.hint))
    return block


def read(field: Field, state: Mapping[str, Any]) -> Value:
    """What the field holds in a submitted ``state.values``; raises ``Wrong``."""
    element = (state.get(field.key) or {}).get(field.key) or {}
    value = _READERS[field.kind](field, element)
    if not value and not field.optional:
        raise Wrong(N_("Vul dit veld in."))
    return value


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _text(field: Field, t: Texts, value: Value) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field.key,
        "multiline": field.kind is Kind.LONG_TEXT,
        "max_length": field.longest,
    }
    if field.placeholder:
        element["placeholder"] = _plain(t(field.placeholder))
    if value:
        element["initial_value"] = value
    return element


def _day(field: Field, t: Texts, value: Value) -> Block:
    element: Block = {"type": "datepicker", "action_id": field.key}
    if isinstance(value, date):
        element["initial_date"] = value.isoformat()
    return element


def _time(field: Field, t: Texts, value: Value) -> Block:
    element: Block = {"type": "timepicker", "action_id": field.key}
    if value:
        element["initial_time"] = value
    return element


def _choice(field: Field, t: Texts, value: Value) -> Block:
    options = {option.code: _option(option, t) for option in field.options}
    element: Block = {"type": "static_select", "action_id": field.key, "options": list(options.values())}
    if field.placeholder:
        element["placeholder"] = _plain(t(field.placeholder))
    if isinstance(value, str) and value in options:
        element["initial_option"] = options[value]
    return element


def _ticks(field: Field, t: Texts, value: Value) -> Block:
    options = {option.code: _option(option, t) for option in field.options}
    element: Block = {"type": "checkboxes", "action_id": field.key, "options": list(options.values())}
    ticked = [options[code] for code in value if code in options] if isinstance(value, tuple) else []
    if ticked:
        element["initial_options"] = ticked
    return element


def _radio(field: Field, t: Texts, value: Value) -> Block:
    return {**_choice(replace(field, placeholder=""), t, value), "type": "radio_buttons"}


def _people(field: Field, t: Texts, value: Value) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": field.key, "max_selected_items": field.most}
    if field.placeholder:
        element["placeholder"] = _plain(t(field.placeholder))
    if isinstance(value, tuple) and value:
        element["initial_users"] = list(value)
    return element


def _files(field: Field, t: Texts, value: Value) -> Block:
    """Slack keeps what was chosen while the form is open; nothing can be filled in beforehand."""
    element: Block = {"type": "file_input", "action_id": field.key, "max_files": min(field.most, 10)}
    if field.endings:
        element["filetypes"] = list(field.endings)
    return element


def _option(option: Option, t: Texts) -> Block:
    return {"text": _plain(t(option.label)), "value": option.code}


_ELEMENTS: Mapping[Kind, Callable[[Field, Texts, Value], Block]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.CHOICE: _choice,
    Kind.RADIO: _radio,
    Kind.TICKS: _ticks,
    Kind.PEOPLE: _people,
    Kind.FILES: _files,
}


def _read_text(field: Field, element: Mapping[str, Any]) -> Value:
    text = clean(str(element.get("value") or ""))
    if field.kind is Kind.TEXT:
        text = " ".join(text.split())
    if len(text) > field.longest:
        raise Wrong(TOO_LONG)
    return field.check(text) if field.check is not None and text else text


def _read_day(field: Field, element: Mapping[str, Any]) -> Value:
    chosen = element.get("selected_date")
    if not chosen:
        return None
    try:
        return date.fromisoformat(str(chosen))
    except ValueError:
        raise Wrong(N_("Kies een datum.")) from None


def _read_time(field: Field, element: Mapping[str, Any]) -> Value:
    chosen = str(element.get("selected_time") or "")
    if not chosen:
        return ""
    try:
        return time.fromisoformat(chosen).strftime("%H:%M")
    except ValueError:
        raise Wrong(N_("Kies een tijd.")) from None


def _read_choice(field: Field, element: Mapping[str, Any]) -> Value:
    code = (element.get("selected_option") or {}).get("value") or ""
    if code and field.options and code not in {option.code for option in field.options}:
        raise Wrong(N_("Kies een van de mogelijkheden."))
    return clean(str(code))


def _read_ticks(field: Field, element: Mapping[str, Any]) -> Value:
    known = {option.code for option in field.options}
    ticked = [str(option.get("value") or "") for option in (element.get("selected_options") or ())[:10]]
    return tuple(clean(code)[:75] for code in ticked if code in known or (code and not known))


def _read_people(field: Field, element: Mapping[str, Any]) -> Value:
    return tuple(str(id) for id in element.get("selected_users") or ())[: field.most]


def _read_files(field: Field, element: Mapping[str, Any]) -> Value:
    chosen = [one for one in element.get("files") or () if isinstance(one, dict) and one.get("id")]
    refs = (
        FileRef(str(one["id"])[:32], clean(str(one.get("name") or ""))[:200], int(one.get("size") or 0))
        for one in chosen[: field.most]
    )
    return tuple(refs)


_READERS: Mapping[Kind, Callable[[Field, Mapping[str, Any]], Value]] = {
    Kind.TEXT: _read_text,
    Kind.LONG_TEXT: _read_text,
    Kind.DAY: _read_day,
    Kind.TIME: _read_time,
    Kind.CHOICE: _read_choice,
    Kind.RADIO: _read_choice,
    Kind.TICKS: _read_ticks,
    Kind.PEOPLE: _read_people,
    Kind.FILES: _read_files,
}


def address(text: str) -> str:
    """Where a letter goes: an e-mail address, or the lines of a postal address. Raises ``Wrong`` for what looks like
    the first and is none: it would lie ready for the post, with nowhere to go."""
    if "@" in text and not is_email(text):
        raise Wrong(NO_EMAIL)
    return text


NO_EMAIL = N_("Dit e-mailadres klopt niet. Schrijf het zoals naam@voorbeeld.nl.")


def contact(text: str) -> str:
    """An e-mail address, a phone number (at least ten digits) or a postal address; raises ``Wrong``."""
    if "@" in text:
        return address(text)
    digits = sum(letter.isdigit() for letter in text)
    if digits < 10 and not any(letter.isalpha() for letter in text):
        raise Wrong(N_("Dit telefoonnummer is te kort. Een nummer heeft tien cijfers, bijvoorbeeld 036 200 21 58."))
    return text
