"""How the bot speaks: the language of one person, dates and distances, and what people typed made clean.

Texts are written in Dutch where they are used, ``t("Vandaag")``, and looked up in the catalogue of the person's
language. Tables of labels mark theirs with ``N_``. Plurals go through ``t.n``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from gettext import NullTranslations

from babel.dates import format_date


def N_(text: str) -> str:  # noqa: N802 - gettext's own name, so that Babel finds the text
    """Mark a text in a table for translation; it is looked up when shown."""
    return text


# English dates as the Dutch read them: day before month.
_LOCALES = {"nl": "nl", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language ("nl" or "en"); call it with a text to get it in that language."""

    language: str
    catalogue: NullTranslations = field(repr=False)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language, with ``{names}`` filled in."""
        found = self.catalogue.gettext(text)
        return found.format(**values) if values else found

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The singular or plural text for ``count`` (available as ``{count}``)."""
        return self.catalogue.ngettext(one, many, count).format(count=count, **values)

    def day(self, on: date) -> str:
        """A date in a list: "di 8 dec"."""
        return _formatted(on, "EEE d MMM", _LOCALES[self.language])

    def full_day(self, on: date) -> str:
        """A date said in full, of a year that goes without saying: "dinsdag 8 december"."""
        return _formatted(on, "EEEE d MMMM", _LOCALES[self.language])

    def long_day(self, on: date) -> str:
        """A date in a sentence: "dinsdag 8 december 2026"."""
        return _formatted(on, "EEEE d MMMM y", _LOCALES[self.language])

    def dated(self, on: date) -> str:
        """A date of whatever year, in a list: "8 dec 2026"."""
        return _formatted(on, "d MMM y", _LOCALES[self.language])

    def when(self, on: date, today: date) -> str:
        """A due date as people say it: "vandaag", "morgen", "had gisteren gemoeten", "uiterlijk di 8 dec"."""
        days = (on - today).days
        if days in _NEAR:
            return self(_NEAR[days])
        if days < 0:
            return self(N_("had {day} gemoeten"), day=self.day(on))
        return self(N_("uiterlijk {day}"), day=self.day(on))


@lru_cache(maxsize=4096)
def _formatted(on: date, pattern: str, locale: str) -> str:
    return format_date(on, pattern, locale=locale)


_NEAR = {-1: N_("had gisteren gemoeten"), 0: N_("vandaag"), 1: N_("morgen")}

TextsFor = Callable[[str], Texts]
"""Gives the texts for a language."""


def clean(text: str) -> str:
    """What somebody typed without control, direction and unassigned characters, and without space around it.

    Line breaks stay, and so do the joiners that hold emoji and some scripts together.
    """
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in joined if letter in _KEPT or unicodedata.category(letter)[0] != "C")
    return kept.strip() if kept.strip(_JOINERS) else ""


_KEPT = frozenset("\n\u200c\u200d")
_JOINERS = "\u200c\u200d \n\t\u00a0"


def spoken(text: str) -> str:
    """A message as people read it: Slack's own marks for people, channels and links undone, and clean."""
    bare = _MARKS.sub(lambda found: found[2] or found[1], text)
    for sign, mark in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        bare = bare.replace(mark, sign)
    return clean(bare)


_MARKS = re.compile(r"<([@#!]?[^|>\n]+)(?:\|([^>\n]*))?>")


def plain(name: str) -> str:
    """A name, safe in a line of mrkdwn: no mention, link or markup, and at most 80 characters."""
    bare = shorten(" ".join(clean(name).split()), 80)
    escaped = bare.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\u200b{letter}" if letter in "*_~`" else letter for letter in escaped)


def count(text: str) -> int:
    """The count a button carries; 0 for anything else, and for what is more than anything we count."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def shorten(text: str, length: int) -> str:
    """The text in at most ``length`` characters; only ever cut for *showing*, and the cut is marked."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
