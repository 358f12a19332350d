"""Lists of cases: each line says in words what a sign says, and whose case it is."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.model import CalendarName, ComplaintId, PersonId, Stage
from klachtbot.domain.workdays import work_calendar
from klachtbot.slack.screens import cases, start
from klachtbot.usecases.ports import CaseRow, Page, Running
from klachtbot.wiring import texts

TUESDAY = date(2026, 11, 24)
CALENDAR = work_calendar(CalendarName.PUBLIC)


def row(
    *,
    waiting: bool = False,
    deputising: bool = False,
    deputy: str | None = None,
    cannot_wait: bool = False,
    owes: bool = True,
) -> CaseRow:
    friday = date(2026, 11, 27)
    due = Running("contact", "", friday, friday, friday, waiting)
    return CaseRow(ComplaintId("c"), "K-2026-007", Stage.REGISTERED, PersonId("p"), TUESDAY, due if owes else None,
                   deputising=deputising, cannot_wait=cannot_wait, deputy=PersonId(deputy) if deputy else None,
                   stands_in=deputy == "me")  # fmt: skip


LINES = {
    "runs": (row(), "🟢 `K-2026-007` · eerste contact · uiterlijk vr 27 nov (nog 3 werkdagen)"),
    "cannot wait": (
        row(waiting=True, cannot_wait=True),
        "⏸ `K-2026-007` · *kan niet wachten* · eerste contact · wacht",
    ),
    "cannot wait, and no term": (
        row(cannot_wait=True, owes=False),
        "⚪ `K-2026-007` · *kan niet wachten* · geregistreerd",
    ),
    "of a colleague who is away": (
        row(deputising=True),
        "🟢 `K-2026-007` · eerste contact · uiterlijk vr 27 nov (nog 3 werkdagen) · van een collega",
    ),
    "of a colleague who is away, and mine for the time being": (
        row(deputising=True, deputy="me"),
        "🟢 `K-2026-007` · eerste contact · uiterlijk vr 27 nov (nog 3 werkdagen) · je neemt waar",
    ),
    "of a colleague who is away, and somebody else's for the time being": (
        row(deputising=True, deputy="somebody"),
        "🟢 `K-2026-007` · eerste contact · uiterlijk vr 27 nov (nog 3 werkdagen) · een collega neemt waar",
    ),
}


@pytest.mark.parametrize(("found", "line"), LINES.values(), ids=LINES)
def test_a_line_of_a_list_says_everything_in_words(found: CaseRow, line: str) -> None:
    shown = cases.rows([found], CALENDAR, TUESDAY, texts("nl"))

    assert shown[0]["text"]["text"] == line


def test_a_line_reads_as_well_in_english() -> None:
    found = row(waiting=True, cannot_wait=True, deputising=True, deputy="me")

    shown = cases.rows([found], CALENDAR, TUESDAY, texts("en"))

    assert shown[0]["text"]["text"] == "⏸ `K-2026-007` · *cannot wait* · first contact · waiting · you are standing in"


def test_home_shows_the_same_lines_as_the_list() -> None:
    found = row(waiting=True, cannot_wait=True, deputising=True, deputy="me")

    home = start.home_of_officer(Page((found,), 1), (), CALENDAR, TUESDAY, texts("nl"))
    listed = cases.rows([found], CALENDAR, TUESDAY, texts("nl"))

    assert all(line in home["blocks"] for line in listed)


def test_home_with_only_a_report_does_not_say_that_nothing_is_open() -> None:
    home = start.home_of_officer(Page((), 0), (row(),), CALENDAR, TUESDAY, texts("nl"))

    said = [block["text"]["text"] for block in home["blocks"] if block["type"] == "section"]
    assert said[0] == "*1 melding om te registreren*"
    assert said[-1] == "Verder staat er niets open."


@pytest.mark.parametrize(
    ("found", "offered"),
    [
        pytest.param(row(), False, id="one's own"),
        pytest.param(row(deputising=True), True, id="of a colleague who is away"),
        pytest.param(row(deputising=True, deputy="somebody"), False, id="somebody stands in already"),
    ],
)
def test_what_nobody_stands_in_for_can_be_taken_from_the_list(found: CaseRow, offered: bool) -> None:
    shown = cases.rows([found], CALENDAR, TUESDAY, texts("nl"))

    assert ("deputise:c:" in str(shown)) is offered
    assert "open:K-2026-007" in str(shown)
