"""What docs/privacy.md and docs/documents.md say is what the schema, the manifest and the code do (R21)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from sqlalchemy import LargeBinary, Table, Text

from klachtbot.domain.retention import Retention
from klachtbot.storage import tables
from klachtbot.storage.tombstones import OF_A_CASE
from klachtbot.usecases.documents import ACCEPTED, LARGEST, REFUSED
from klachtbot.usecases.show_document import STAYS

ROOT = Path(__file__).resolve().parent.parent
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
FILES = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8")
SCHEMA: Mapping[str, Table] = tables.metadata.tables
WORDS_OF = re.compile(r"`(\w+\.\w+)`")


def table(text: str, *heads: str) -> list[list[str]]:
    """The rows below these heads of columns: the text of each cell, without backticks around a whole one."""
    lines = text.splitlines()
    at = lines.index(f"| {' | '.join(heads)} |") + 2
    rows = []
    for line in lines[at:]:
        if not line.startswith("|"):
            break
        rows.append([re.sub(r"^`([^`]*)`$", r"\1", cell.strip()) for cell in line.strip("|").split("|")])
    return rows


KEPT = table(PRIVACY, "table", "what is in it", "personal", "kept")
COLUMNS = table(PRIVACY, "columns", "hold", "readable without a key")


def refers(one: Table, to: Table) -> bool:
    return any(key.column.table is to for key in one.foreign_keys)


def test_every_table_is_named_once() -> None:
    named = [row[0] for row in KEPT]

    assert sorted(named) == sorted(SCHEMA)


def test_what_goes_with_a_case_is_what_destroying_one_deletes() -> None:
    said = {row[0] for row in KEPT if row[3] == "with the case"}

    assert said == {"complaints", *(one.name for one in OF_A_CASE)}


def test_every_term_that_a_table_has_is_explained_or_says_enough() -> None:
    terms = {row[3] for row in KEPT}

    unexplained = {term for term in terms if f"* **{term}**:" not in PRIVACY}

    assert unexplained == {"until changed"}


def test_what_tells_of_a_person_is_called_personal() -> None:
    called = {row[0]: row[2] for row in KEPT}
    about = {name for name, one in SCHEMA.items() if refers(one, tables.people) or one is tables.people}

    assert set(called.values()) == {"words", "ids", "no"}
    assert {name for name in about if called[name] == "no"} == set()


def test_every_column_that_can_hold_words_or_bytes_is_named_once() -> None:
    named = [column for row in COLUMNS for column in WORDS_OF.findall(row[0])]
    can = [
        f"{one.name}.{column.name}"
        for one in SCHEMA.values()
        for column in one.columns
        if isinstance(column.type, LargeBinary | Text)
    ]

    assert sorted(named) == sorted(can)


def test_tables_with_encrypted_words_are_those_whose_columns_say_so() -> None:
    named = {
        column.partition(".")[0]
        for row in COLUMNS
        if row[1].startswith(("personal words", "names and"))
        for column in WORDS_OF.findall(row[0])
    }

    said = {row[0] for row in KEPT if row[2] == "words"}

    # Names of organisations are encrypted, too, and of nobody in particular.
    assert said == named - {"organisations"}


def test_every_scope_is_named_once_with_its_reason() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    rows = table(PRIVACY, "scope", "why")

    assert sorted(row[0] for row in rows) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    assert [row[0] for row in rows if not row[1]] == []


def test_the_terms_are_those_of_the_code() -> None:
    kept = Retention()
    years = f"{kept.internal_years} years after the day it ended, {kept.committee_years} when the committee had it"
    jaren = f"{kept.internal_years} jaar na het einde van de klacht, {kept.committee_years} jaar als de commissie"
    hours = {row[3] for row in table(PRIVACY, "what", "what is in it", "who sees it", "how long") if "hours" in row[3]}

    assert not kept.confirmed
    assert years in PRIVACY
    assert jaren in PRIVACY
    assert hours == {f"{STAYS.total_seconds() / 3600:.0f} hours, then the bot deletes it"}


def test_both_papers_are_marked_as_drafts() -> None:
    papers = [part for part in PRIVACY.split("\n# ")[1:] if part.startswith("CONCEPT: ")]

    assert len(papers) == 2
    assert all("> **Dit is een concept.**" in paper for paper in papers)


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (("media type", "names end in"), {type: set(endings) for type, endings in ACCEPTED.items()}),
        (("code", "what", "names end in"), {code: set(endings) for code, endings in REFUSED.items()}),
    ],
    ids=["taken in", "refused"],
)
def test_the_list_of_files_is_that_of_the_code(heads: tuple[str, ...], code: Mapping[str, set[str]]) -> None:
    rows = table(FILES, *heads)

    assert {row[0]: set(row[-1].split()) for row in rows} == code
    assert len(rows) == len(code)
    assert f"at most {LARGEST // 1024**2} MiB" in FILES
