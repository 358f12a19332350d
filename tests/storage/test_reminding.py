"""What the organisation file says about reminders (R3-R6): refused with line and reason, kept, and in force at once."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest

from klachtbot.domain.ladder import HOURS, LADDER, Hours
from klachtbot.storage import Database
from klachtbot.usecases.office import acknowledging_of, ladder_of
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.organisation_changes import describe, plan
from klachtbot.usecases.organisation_file import OrganisationRefused
from klachtbot.usecases.reminding import FIXED, SOFT, Acknowledging, Reminding
from tests.storage.test_organisation import FILE, now, take_over

CHOSEN = """\
[reminders]
morning = "08:30"
afternoon = "14:00"
until = "16:30"

[reminders.ladder]
unplanned = 7
asked_again = false

[acknowledgement]
automatic = false
at = "11:15"

"""
HEAD, PEOPLE = FILE.split("[[person]]", 1)
WHOLE = f"{HEAD}{CHOSEN}[[person]]{PEOPLE}"
FIRST = HEAD.count("\n") + 1
"""The line of ``[reminders]`` in it; those of the rest are counted from there."""


def test_without_a_word_about_reminders_they_go_as_usual() -> None:
    office = parse(FILE).office

    assert (office.reminding.hours, office.reminding.rungs) == (HOURS, LADDER)
    assert office.acknowledging == Acknowledging(automatic=True, at=time(12))


def test_the_organisation_chooses_hours_rungs_and_whether_a_letter_leaves_by_itself() -> None:
    office = parse(WHOLE).office

    counted = {rung.name: rung.n for rung in office.reminding.rungs}
    assert office.reminding.hours == Hours(time(8, 30), time(14), time(16, 30))
    assert counted["unplanned"] == 7
    assert {rung.name for rung in LADDER} - set(counted) == {"asked_again"}
    assert office.acknowledging == Acknowledging(automatic=False, at=time(11, 15))


@pytest.mark.parametrize(
    ("old", "new", "line", "nl", "en"),
    [
        ('"08:30"', "8.5", 1, "noem morning als", "name morning as"),
        ('"08:30"', '"24:00"', 1, "noem morning als", "name morning as"),
        ('"14:00"', '"08:00"', 2, "op volgorde", "in order"),
        ('"16:30"', '"14:00"', 3, "op volgorde", "in order"),
        ("until", "tot", 3, "onbekend: tot", "unknown: tot"),
        ("unplanned = 7", "unplaned = 7", 6, "onbekend: unplaned", "unknown: unplaned"),
        ("unplanned = 7", "unplanned = 21", 6, "van 0 t/m 20", "from 0 to 20"),
        ("unplanned = 7", "unplanned = true", 6, "aantal werkdagen", "working days"),
        ("unplanned = 7", "unplanned = false", 6, "kan niet uit", "cannot be switched off"),
        ("unplanned = 7", "overdue_2 = 0", 6, "van 1 t/m 20", "from 1 to 20"),
        ("unplanned = 7", "announcement = 2", 6, "ligt vast", "cannot be changed"),
        ("asked_again = false", 'asked_again = "nooit"', 7, "of false", "or false"),
        ("automatic = false", 'automatic = "nee"', 10, "true of false", "true or false"),
        ('"11:15"', '"16:30"', 11, "buiten 08:30-16:30", "outside 08:30-16:30"),
        ("[acknowledgement]", "[acknowledgment]", 9, "onbekend: acknowledgment", "unknown: acknowledgment"),
    ],
    ids=["no hour", "hour of no day", "afternoon first", "until at once", "unknown hour", "unknown rung", "too far",
         "no number", "hard off", "late at once", "fixed", "word", "neither yes nor no", "outside", "unknown table"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_line_and_the_reason(
    old: str, new: str, line: int, nl: str, en: str
) -> None:
    assert old in CHOSEN

    with pytest.raises(OrganisationRefused) as refusal:
        parse(WHOLE.replace(old, new, 1))

    found = refusal.value
    assert found.line == FIRST + line
    assert nl in found.nl
    assert en in found.en


def test_hours_without_twelve_oclock_need_another_hour_for_the_letter() -> None:
    afternoons = '[reminders]\nmorning = "13:00"\n\n'

    with pytest.raises(OrganisationRefused) as refusal:
        parse(f"{HEAD}{afternoons}[[person]]{PEOPLE}")

    assert (refusal.value.line, "12:00" in refusal.value.nl) == (FIRST + 1, True)


def test_what_was_chosen_is_what_holds(database: Database) -> None:
    wanted = parse(WHOLE)

    take_over(database, wanted)

    with database.uow(read_only=True) as uow:
        found = ladder_of(uow), acknowledging_of(uow)
    assert found == (wanted.office.reminding, wanted.office.acknowledging)


def test_before_there_is_an_organisation_everything_goes_as_usual(database: Database) -> None:
    with database.uow(read_only=True) as uow:
        found = ladder_of(uow), acknowledging_of(uow)

    assert found == (Reminding(), Acknowledging())


def test_the_differences_say_what_changes_about_reminders(database: Database) -> None:
    take_over(database, parse(FILE))

    changes = [describe(change) for change in plan(now(database), parse(WHOLE))]

    assert changes == [
        "~ reminders wordt '08:30, 14:00, 16:30' (was '09:00, 15:00, 17:00')",
        "~ reminders.ladder wordt 'unplanned = 7, asked_again = false' (was '')",
        "~ acknowledgement wordt 'automatic = false' (was '12:00')",
    ]


def test_the_page_about_the_file_names_every_rung_and_what_may_be_done_with_it() -> None:
    page = (Path(__file__).parents[2] / "docs" / "organisation.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", page, re.MULTILINE)

    assert [name for name, _ in rows] == [rung.name for rung in LADDER]
    assert {name for name, may in rows if may == "fixed"} == FIXED
    assert {name for name, may in rows if "`false`" in may} == SOFT
