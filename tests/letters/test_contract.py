"""The deal between the letters and who asks for one: what each is told, and what an officer writes."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

import klachtbot
from klachtbot.domain.letters import DISPATCHES, Only
from klachtbot.domain.model import Notice
from klachtbot.letters import TypstPrinter
from klachtbot.letters.checking import check
from klachtbot.letters.contract import LETTERS, row
from klachtbot.letters.templates import MISSING, OURS
from klachtbot.usecases.letters import Audience, Value
from tests.letters.examples import EVERY, VALUES, letter

PRINTER = TypstPrinter()
ALWAYS = {
    "number", "written_on", "addressee", "audience", "organisation", "officer", "position", "phone", "email",
    "complaint", "part",
}  # fmt: skip
FIELDS_OF_A_FORM = 7


def asked_for(file: Path) -> set[str]:
    """What a template asks for, also in what it includes."""
    tree = Environment().parse(file.read_text(encoding="utf-8"))
    included = (node.template.value for node in tree.find_all(nodes.Include) if isinstance(node.template, nodes.Const))
    return meta.find_undeclared_variables(tree).union(*(asked_for(file.parent / name) for name in included))


def template(notice: Notice, audience: Audience, language: str) -> Path:
    own = OURS / language / f"{notice}.{audience}.txt"
    return own if own.exists() else OURS / language / f"{notice}.txt"


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_a_template_asks_only_for_what_its_letter_is_told(notice: Notice, audience: Audience, language: str) -> None:
    told = {value.name for value in row(notice, audience).values} | ALWAYS

    assert asked_for(template(notice, audience, language)) - told == set()


@pytest.mark.parametrize(("notice", "audience", "language"), EVERY)
def test_the_free_parts_of_a_template_are_those_of_its_letter(
    notice: Notice, audience: Audience, language: str
) -> None:
    parts = [part.name for part in row(notice, audience).parts]

    assert list(PRINTER.free_parts(letter(notice, audience, language))) == parts


def test_what_must_be_in_a_letter_is_in_our_own_templates(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "_greeting.txt").write_text("Dag {{ addressee }},\n", encoding="utf-8")

    check(tmp_path)

    assert "Dag Sanne Bakker," in TypstPrinter(tmp_path).text(letter(Notice.NOTIFICATION, Audience.RESPONDENT))


def test_there_is_a_letter_for_everything_a_dossier_owes() -> None:
    owed = {
        (notice, audience)
        for notice, dispatch in DISPATCHES.items()
        for audience in Audience
        if {
            Audience.RESPONDENT: dispatch.respondents,
            Audience.COMMITTEE: dispatch.committee,
            Audience.MEMBER: dispatch.members,
            Audience.HOLDER: dispatch.only is Only.HOLDER,
        }.get(audience, dispatch.complainant)
    }

    assert set(LETTERS) == owed


@pytest.mark.parametrize(("notice", "audience"), LETTERS)
def test_what_an_officer_writes_fits_in_a_form(notice: Notice, audience: Audience) -> None:
    assert len(row(notice, audience).parts) <= FIELDS_OF_A_FORM


def test_a_letter_that_does_not_exist_is_not_written() -> None:
    with pytest.raises(LookupError):
        PRINTER.text(letter(Notice.CHOICE_REMINDER, Audience.RESPONDENT))


def test_what_is_not_known_yet_leaves_a_gap_one_sees() -> None:
    text = PRINTER.text(letter(Notice.CONVERSATION_INVITATION, planned_for="", place=""))

    assert f"- Wanneer: {MISSING}, om 14:30 uur" in text
    assert f"- Waar: {MISSING}" in text


@pytest.mark.parametrize(
    ("notice", "name", "value"),
    [
        (Notice.WITHDRAWAL, "withdrawn_on", "2026-11-20"),
        (Notice.WITHDRAWAL, "subject", date(2026, 11, 20)),
        (Notice.CONVERSATION_INVITATION, "attendees", "An en Bo"),
        (Notice.ELSEWHERE, "forwarded", "no"),
        (Notice.LATER, "wished_by", "officer"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_mistake_of_ours(notice: Notice, name: str, value: Value) -> None:
    with pytest.raises(TypeError, match=name):
        PRINTER.text(replace(letter(notice), values={**VALUES, name: value}))


def test_the_note_why_it_is_later_is_not_for_the_other_to_read() -> None:
    text = PRINTER.text(letter(Notice.LATER, Audience.RESPONDENT, wished_by="complainant", reason="Ziek geweest."))

    assert "Ziek" not in text


def test_what_a_letter_is_not_told_does_not_reach_it(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "withdrawal.txt").write_text("# Titel\n\n{{ respondent }}\n", encoding="utf-8")
    one = letter(Notice.WITHDRAWAL, respondent="Sanne Bakker")

    with pytest.raises(Exception, match="'respondent' is undefined"):
        TypstPrinter(tmp_path).text(one)


def test_what_the_dossier_knows_of_a_free_part_is_proposed() -> None:
    parts = PRINTER.free_parts(letter(Notice.REPORT_SETTLED, report="Wij spraken elkaar."))

    assert parts["report"] == "Wij spraken elkaar."


def test_an_officer_who_leaves_a_proposal_as_it_is_changes_nothing() -> None:
    one = letter(Notice.REPORT_UNSETTLED)
    proposed = PRINTER.free_parts(one)

    same = replace(one, free=proposed)

    assert PRINTER.print(same) == PRINTER.print(one)


def test_a_proposal_holds_no_signs_one_does_not_see(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    call = '{% call part("own_words") %}\n* Voor {{ complainant }}\n* Voor u\n{% endcall %}'
    (tmp_path / "nl" / "withdrawal.txt").write_text(f"# Titel\n\n{call}\n", encoding="utf-8")
    printer, one = TypstPrinter(tmp_path), letter(Notice.WITHDRAWAL, Audience.REPRESENTATIVE, complainant="محمد")

    proposed = printer.free_parts(one)

    assert proposed == {"own_words": "- Voor محمد\n- Voor u"}
    assert printer.print(replace(one, free=proposed)) == printer.print(one)


def test_an_officer_who_empties_a_part_leaves_it_out_with_its_heading() -> None:
    one = replace(letter(Notice.CLOSING), free={"agreements": " "})

    text = PRINTER.text(one)

    assert "Wat er is afgesproken" not in text
    assert "Wat wij ervan leerden" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "vrijdag 20 november 2026"), ("en", "Friday 20 November 2026")],
)
def test_a_day_is_written_in_words(language: str, words: str) -> None:
    text = PRINTER.text(letter(language=language, received_on=date(2026, 11, 20)))

    assert words in text


def test_templates_and_layout_travel_in_the_wheel() -> None:
    root = Path(klachtbot.__file__).parent
    patterns = tomllib.loads((root.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    carried = {path for pattern in patterns["package-data"]["klachtbot"] for path in root.glob(pattern)}

    files = {path for path in (root / "letters").rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}

    assert files - carried == set()
