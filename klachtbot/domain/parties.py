"""Who is concerned in a complaint, as the dossier last said it (R2); and by what a complainant is found again.

Personal words stand in the details of entries, codes in their attributes; ``steps`` lists the keys. What was said last
holds; an entry that does not mention a key leaves it as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from klachtbot.domain.model import Complaint, Event, Json
from klachtbot.domain.names import words


@dataclass(frozen=True, slots=True)
class Party:
    """A respondent as the dossier knows them; ``name`` is "" while nobody wrote it down."""

    ref: str
    name: str = field(default="", repr=False)
    organisation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Parties:
    """Everything about who is concerned. Texts are "" and codes "" or () when nothing was said.

    ``respondent_may_know`` is False when the complainant's name is not to be told to the respondent.
    """

    complainant: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    representative: str = field(default="", repr=False)
    representative_contact: str = field(default="", repr=False)
    representative_kind: str = ""
    authorisation: str = ""
    letters_to: str = ""
    age_band: str = ""
    language: str = field(default="", repr=False)
    needs: str = field(default="", repr=False)
    times: str = field(default="", repr=False)
    preferred_channel: str = ""
    wishes: tuple[str, ...] = ()
    respondent_may_know: bool = True
    respondents: tuple[Party, ...] = ()


_TEXTS = ("complainant", "contact", "representative", "representative_contact", "language", "needs", "times")
_CODES = ("representative_kind", "authorisation", "letters_to", "age_band", "preferred_channel")
NAME_WITHHELD = "name_withheld"


def parties(complaint: Complaint) -> Parties:
    """The latest values of an opened dossier; of one loaded unopened only the codes."""
    details, attributes = _latest(complaint.events)
    wishes = attributes.get("wishes")
    return Parties(
        **{key: str(details.get(key) or "") for key in _TEXTS},
        **{key: str(attributes.get(key) or "") for key in _CODES},
        wishes=tuple(str(one) for one in wishes) if isinstance(wishes, list) else (),
        respondent_may_know=not attributes.get(NAME_WITHHELD),
        respondents=tuple(
            Party(one.ref, respondent_names(complaint).get(one.ref, ""), one.organisation)
            for one in complaint.respondents
        ),
    )


def respondent_names(complaint: Complaint) -> Mapping[str, str]:
    """What each respondent is called, by ref; the last that was said."""
    names: dict[str, str] = {}
    for event in complaint.events:
        said = (event.details or {}).get("respondents")
        if isinstance(said, dict):
            names |= {ref: str(name) for ref, name in said.items() if name}
    return names


def _latest(events: tuple[Event, ...]) -> tuple[dict[str, Json], dict[str, Json]]:
    details: dict[str, Json] = {}
    attributes: dict[str, Json] = {}
    for event in events:
        details |= event.details or {}
        attributes |= event.attributes
    return details, attributes


_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+")
_PHONE = re.compile(r"\+?[\d][\d\s().\-/]{6,}\d")
_LEAST_DIGITS = 9


def search_terms(details: Mapping[str, Json]) -> frozenset[str]:
    """By what this complainant may be found again: e-mail addresses, phone numbers, and a name of two words or more.

    Spelling, accents, spaces and the country code make no difference. A first name alone finds nobody.
    """
    found: set[str] = set()
    for key in ("complainant", "contact", "representative_contact"):
        text = details.get(key)
        if isinstance(text, str):
            found |= {f"mail:{one.casefold().strip('.')}" for one in _EMAIL.findall(text)}
            found |= {f"phone:{one}" for one in _phones(_EMAIL.sub(" ", text))}
    name = details.get("complainant")
    said = words(name) if isinstance(name, str) else ()
    if len(said) > 1:
        found.add("name:" + " ".join(said))
    return frozenset(found)


def _phones(text: str) -> Iterator[str]:
    for one in _PHONE.findall(text):
        digits = re.sub(r"\D", "", one.replace("(0)", ""))
        local = re.sub(r"^(00)?31(?=\d{9}$)", "0", digits)
        if len(local) >= _LEAST_DIGITS:
            yield local
