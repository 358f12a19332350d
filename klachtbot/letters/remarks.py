"""What is wrong with a letter, or could be better: what the regulation forbids, and how it reads.

The codes, with what ``about`` and ``count`` say:

=====================  =======  ==================================================================================
``missing``            forbids  about: the value or free part that must be there (R5: received_on, subject; R11:
                                next_steps, committee_contact)
``no_way_to_reach``    forbids  the sender has neither a phone number nor an e-mail address (R24)
``to_their_face``      forbids  about: the part it stands in ("" for the rest); count: how often somebody is called
                                klager, beklaagde, complainant or respondent; not in a letter to the committee, nor in
                                what the committee wrote itself
``names_complainant``  forbids  the name of a complainant who is not to be named stands in a letter to a respondent
``may_name``           warns    about: the part; a piece of that name stands in it, count times
``long_sentence``      warns    about: the part; count: the words of its longest sentence
``long_on_average``    warns    count: words in a sentence, on average
``word_to_avoid``      warns    about: the word; count: how often
``no_phone``           warns    ``no_email`` likewise
``cannot_be_shown``    warns    count: the characters that will have a mark in their place
=====================  =======  ==================================================================================
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from klachtbot.letters.blocks import Block, Kind, plain
from klachtbot.letters.contract import row
from klachtbot.letters.plain import AT_MOST, OFFICE_DUTCH, ON_AVERAGE, sentences, words
from klachtbot.letters.setting import typeset
from klachtbot.letters.templates import Written, missing
from klachtbot.usecases.letters import Audience, Letter, Remark

TO_THEIR_FACE = re.compile(r"\b(klagers?|klaagsters?|(mede)?beklaagden?|complainants?|respondents?)\b", re.IGNORECASE)
_ENOUGH = 5
"""Sentences from which an average says something."""
_PIECE = 4
"""Letters from which a piece of a name is more than a "de" or "van"."""


def remarks_on(letter: Letter, written: Written) -> Sequence[Remark]:
    """First what forbids the letter, then the rest."""
    where = {"": plain(written.own), **{name: part.text for name, part in written.parts.items()}}
    quoted = {part.name for part in row(letter.notice, letter.audience).parts if part.quoted}
    fixed = {part.name for part in row(letter.notice, letter.audience).parts if part.fixed}
    ours = {name: text for name, text in where.items() if name not in quoted}
    found = [
        *_missing(letter, written),
        *_reaching(letter),
        *(_calling(where, fixed) if letter.audience not in _COMMITTEE else ()),
        *_naming(letter, where),
        *_reading(ours, written.own if quoted else written.blocks),
        *_office_dutch(letter, ours),
        *_showing(letter, written.blocks),
    ]
    return sorted(found, key=lambda remark: not remark.forbids)


def _missing(letter: Letter, written: Written) -> Iterator[Remark]:
    rows = row(letter.notice, letter.audience)
    for value in rows.values:
        if value.required and missing(letter.values.get(value.name)):
            yield Remark("missing", value.name, forbids=True)
    for part in rows.parts:
        if part.required and not (part.name in written.parts and written.parts[part.name].text):
            yield Remark("missing", part.name, forbids=True)


def _reaching(letter: Letter) -> Iterator[Remark]:
    phone, email = letter.sender.phone.strip(), letter.sender.email.strip()
    if not phone and not email:
        yield Remark("no_way_to_reach", forbids=True)
    elif not phone:
        yield Remark("no_phone")
    elif not email:
        yield Remark("no_email")


_COMMITTEE = frozenset({Audience.COMMITTEE, Audience.MEMBER})


def _calling(where: Mapping[str, str], fixed: Collection[str]) -> Iterator[Remark]:
    for name, text in where.items():
        count = len(TO_THEIR_FACE.findall(text)) if name not in fixed else 0
        if count:
            yield Remark("to_their_face", name, count, forbids=True)


def _naming(letter: Letter, where: Mapping[str, str]) -> Iterator[Remark]:
    name = letter.values.get("complainant")
    known = {value.name for value in row(letter.notice, letter.audience).values}
    if "name_withheld" not in known or not letter.values.get("name_withheld") or not isinstance(name, str):
        return
    whole = name.casefold().strip()
    if whole and any(whole in text.casefold() for text in where.values()):
        yield Remark("names_complainant", forbids=True)
        return
    pieces = [re.escape(piece) for piece in re.split(r"[\s-]+", whole) if len(piece) >= _PIECE]
    for part, text in where.items():
        count = len(re.findall(rf"\b({'|'.join(pieces)})\b", text.casefold())) if pieces else 0
        if count:
            yield Remark("may_name", part, count)


def _reading(where: Mapping[str, str], blocks: Sequence[Block]) -> Iterator[Remark]:
    for name, text in where.items():
        longest = max((words(sentence) for sentence in _sentences(text)), default=0)
        if longest > AT_MOST:
            yield Remark("long_sentence", name, longest)
    running = [block for block in blocks if block.kind in {Kind.PARAGRAPH, Kind.POINT}]
    lengths = [words(sentence) for sentence in _sentences(plain(running))]
    if len(lengths) >= _ENOUGH and sum(lengths) > ON_AVERAGE * len(lengths):
        yield Remark("long_on_average", count=round(sum(lengths) / len(lengths)))


def _sentences(text: str) -> Iterator[str]:
    """A sentence does not run on into the next line: names, addresses and points stand alone."""
    return (sentence for line in text.split("\n") for sentence in sentences(line))


def _office_dutch(letter: Letter, where: Mapping[str, str]) -> Iterator[Remark]:
    if letter.language == "nl":
        text = "\n".join(where.values())
        counts = Counter(found.group().lower() for found in OFFICE_DUTCH.finditer(text))
        yield from (Remark("word_to_avoid", word, count) for word, count in sorted(counts.items()))


def _showing(letter: Letter, blocks: Sequence[Block]) -> Iterator[Remark]:
    replaced = typeset(letter, blocks).replaced
    if replaced:
        yield Remark("cannot_be_shown", count=replaced)
