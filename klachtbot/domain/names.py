"""Whom a typed text may mean (R23): over-matching is right here, because doubt goes to the supervisor.

A missed coordinator would read a complaint about themself; a needless match costs the supervisor one button. Yet an
ordinary other name must not match, or everything would go to the supervisor.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from klachtbot.domain.model import PersonId


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PARTICLES = _set(
    "van von vom de den der des het ter ten te tot op aan in t s d la le les da do dos du di und y e el al"
)
_ALSO_FIRST_NAMES = _set("ben bin ibn abu san st")
"""Words that stand in many surnames and mean nobody by themselves; the latter do as a first name ("Ben Jansen")."""

_TITLES = _set("de heer mevrouw meneer mijnheer mw mevr dhr hr mr mrs ms drs dr ir ing prof mej")

_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})

_SOUNDS = (("sch", "s"), ("ij", "i"), ("ei", "i"), ("ey", "i"), ("y", "i"), ("ie", "i"), ("ck", "k"), ("ch", "g"),
           ("ph", "f"), ("th", "t"), ("dt", "t"), ("ks", "x"), ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"),
           ("j", "i"), ("oe", "u"), ("ou", "u"), ("au", "u"), ("h", ""))  # fmt: skip
"""What is written in two ways and heard as one."""

_TYPO_FROM, _TWO_TYPOS_FROM, _PREFIX_FROM = 4, 8, 3


def words(text: str) -> tuple[str, ...]:
    """The words of a name: without case, accents, signs and titles."""
    return tuple(word for word in _tokens(text) if word not in _TITLES)


def mentioned(text: str, people: Mapping[PersonId, Sequence[str]]) -> frozenset[PersonId]:
    """Whom of these people (by their names and nicknames, the full name first) the text may mean.

    A surname, first name or nickname, also misspelt by a letter or two or written as it sounds; a short form of a
    first name ("San"); initials ("J.B."). Accents and case do not count, particles ("van de") never count alone.
    """
    tokens = _tokens(text)
    said = frozenset(tokens) | _joined(tokens)
    return frozenset(person for person, names in people.items() if any(_means(said, text, name) for name in names))


def _means(said: Iterable[str], text: str, name: str) -> bool:
    tokens = _tokens(name)
    telling = _telling(tokens) or list(tokens)
    known = {*telling, *_joined(tokens)}
    telling_said = [word for word in said if word not in PARTICLES]
    return (
        any(_alike(word, other) for word in telling_said for other in known)
        or any(_short_for(word, telling[0]) for word in telling_said if telling)
        or _initials(tokens) & _initialled(text) != frozenset()
    )  # fmt: skip


def _telling(tokens: Sequence[str]) -> list[str]:
    return [
        word
        for place, word in enumerate(tokens)
        if word not in PARTICLES and (place == 0 or word not in _ALSO_FIRST_NAMES)
    ]


def _alike(said: str, known: str) -> bool:
    """The same word, as it is written or as it sounds, or with a typing error.

    An edit distance and not a ratio of common letters: a typing error is a letter too many, too few, another one, or
    two that changed places, and what a ratio allows grows with the length of the word. Words of up to three letters
    ("Wit", "Vos") must be right: one letter off is somebody else's name.
    """
    if said == known:
        return True
    if min(len(said), len(known)) < _TYPO_FROM:
        return len(said) > 1 and _sound(said) == _sound(known) and abs(len(said) - len(known)) <= 1
    allowed = 2 if len(known) >= _TWO_TYPOS_FROM else 1
    return _sound(said) == _sound(known) or _distance(said, known) <= allowed


def _short_for(said: str, first_name: str) -> bool:
    return len(said) >= _PREFIX_FROM and first_name.startswith(said)


@lru_cache(maxsize=4096)
def _distance(one: str, other: str) -> int:
    """How many typing errors lie between two words (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row, last = row, [i], before
        for j, b in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return tuple(re.findall(r"[^\W\d_]+", "".join(one for one in plain if not unicodedata.combining(one))))


def _joined(tokens: Sequence[str]) -> frozenset[str]:
    """A surname written in one go ("dewit"), and the whole name ("sannedewit"), as in an address or a handle."""
    return frozenset("".join(tokens[start:]) for start in range(len(tokens) - 1))


def _initials(tokens: Sequence[str]) -> frozenset[str]:
    if len(tokens) < 2:
        return frozenset()
    return frozenset("".join(word[0] for word in some) for some in (tokens, _telling(tokens)) if len(some) > 1)


def _initialled(text: str) -> frozenset[str]:
    """What may be initials: "JB", "J.B.", "S. d. W."; nothing of small letters without points."""
    found = re.findall(r"\b(?:[^\W\d_]\.\s?){2,4}|\b[A-Z]{2,4}\b", text)
    return frozenset("".join(_tokens(one)) for one in found)


_POSITION = ("coordinator", "coordinatoren", "coordinatrice", "klachtencoordinator", "klachtenfunctionaris")


def names_a_coordinator(text: str) -> bool:
    """Whether the text speaks of "de coördinator" without a name."""
    return any(_alike(word, known) for word in _tokens(text) for known in _POSITION)


_BETWEEN = re.compile(r"[,;/&+\n\r•|]|\s(?:en|and|und|et)\s|\s-\s", re.IGNORECASE)
_INITIALS_ONLY = re.compile(r"(?:[^\W\d_]\.?\s?){1,4}")


def split_names(text: str) -> tuple[str, ...]:
    """The people of a typed list: "Tom Visser, Fatma Yılmaz en Emily Carter" are three. "Bakker, J." is one."""
    found: list[str] = []
    for part in _BETWEEN.split(text):
        name = " ".join(part.split())
        if not _tokens(name):
            continue
        if found and ("." in name or len(name) == 1) and _INITIALS_ONLY.fullmatch(name):
            found[-1] = f"{name} {found[-1]}"
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


_HOUSE = _set("de het organisatie organisation the oco kantoor bureau algemeen iedereen niemand nvt onze we wij")


def is_the_organisation(text: str, name: str = "") -> bool:
    """Whether the text names nobody: it is empty, or says "de organisatie" or the organisation's own name."""
    return all(word in _HOUSE or word in _tokens(name) for word in _tokens(text))


def same(one: str, other: str) -> bool:
    """Whether two full names are the same, but for case, accents, signs and titles."""
    return bool(words(one)) and words(one) == words(other)
