"""How plain a text is, as level B1 asks for: the length of its sentences, and words that have an everyday one."""

from __future__ import annotations

import re
from collections.abc import Iterator

ON_AVERAGE, AT_MOST = 15, 25
"""Words in a sentence."""

# Office Dutch: for each there is an everyday word, such as "met", "zoals", "dus", "om", "ook", "moet", "al" or "als".
AVOIDED = (
    "aangaande", "aanvangen", "alsmede", "alsook", "alvorens", "benevens", "betreffende", "bewerkstelligen",
    "bij dezen", "binnen het kader van", "conform", "daar waar", "derhalve", "desalniettemin", "desbetreffende",
    "desgewenst", "dien te", "dient te", "dienen te", "diens", "doch", "door middel van", "doorgang vinden",
    "eerstgenoemde", "gelieve", "geschieden", "hetgeen", "hetwelk", "hieromtrent", "hiertoe", "in acht nemen",
    "in casu", "in het kader van", "indien", "ingevolge", "inzake", "jegens", "krachtens", "laatstgenoemde",
    "middels", "mits", "naar aanleiding van", "nochtans", "nopens", "omtrent", "onderhavige", "onverwijld",
    "overeenkomstig", "reeds", "te allen tijde", "te dien einde", "ten aanzien van", "ten behoeve van", "ten einde",
    "teneinde", "ter zake", "terzake", "tevens", "thans", "trachten", "uit hoofde van", "verstrekken", "vigerende",
    "voornoemde", "voorts", "wederom", "zijnde", "zorg dragen", "zulks",
)  # fmt: skip
OFFICE_DUTCH = re.compile(rf"\b({'|'.join(AVOIDED)})\b", re.IGNORECASE)
_WORD = re.compile(r"{\w+}|[^\W_][\w'’@.-]*")
_END = re.compile(r"(?<=[.?!])\s+")


def sentences(text: str) -> Iterator[str]:
    """Every whole sentence. Labels and half sentences do not count: they would flatter the average."""
    return (part for part in _END.split(text) if part.endswith((".", "?", "!")))


def words(text: str) -> int:
    """How many words somebody reads; what is filled in counts as one."""
    return len(_WORD.findall(text))
