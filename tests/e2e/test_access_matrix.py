"""R3, R23: everybody, in every situation of a case, past every surface: against the tables of ``docs/access.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from klachtbot.domain.model import ComplaintId
from klachtbot.domain.nudging import Key
from klachtbot.domain.terms import Term, running
from klachtbot.slack import forms, setup_listeners
from klachtbot.slack.absence_forms import ENTER as ABSENCE
from klachtbot.slack.card_listeners import on_show
from klachtbot.slack.desk import Listener, Message
from klachtbot.slack.fields import FileRef
from klachtbot.slack.listeners import ROUTES, on_all, on_home, on_list
from klachtbot.slack.renderers import renderer
from klachtbot.slack.screens import seat
from klachtbot.slack.screens.search import FORM as SEARCH
from klachtbot.slack.screens.setup_forms import SETUP_FORMS
from klachtbot.slack.steps import STEPS, behalf
from klachtbot.slack.steps.keep import KEEP
from klachtbot.storage import tables
from klachtbot.storage.search import expected as terms_expected
from klachtbot.usecases import access
from klachtbot.usecases.delivery import OutboxRow, Post
from klachtbot.usecases.digest import Item, digest_of
from klachtbot.usecases.dossier_pdf import Version, Wanted, version_for
from klachtbot.usecases.nudges import NudgeRow
from tests.e2e.counter import Outcome, carrying, filled
from tests.e2e.street import BUILT, DAYS, NOWHERE, OUTSIDE, SECRET, SUBJECT, Case, Street, slack_id

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
NOT_FOUND = "Deze klacht is hier niet te vinden."
NOT_THEIRS = "Deze stap is niet aan jou."


def _tables() -> list[list[dict[str, str]]]:
    """The tables of the page: each a list of rows, by the heads of their columns."""
    found: list[list[list[str]]] = []
    inside = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            found = found if inside else [*found, []]
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        inside = line.startswith("|")
    return [[dict(zip(rows[0], row, strict=True)) for row in rows[2:]] for rows in found]


_WHO, _MAY, _AWAY, _KEEPS = _tables()
_HEAD = ("situation", "day")
SITUATIONS: Mapping[str, Mapping[str, str]] = {
    row["situation"]: {who: role for who, role in row.items() if who not in _HEAD} | dict.fromkeys(OUTSIDE, "outsider")
    for row in _WHO
}
DAY = {row["situation"]: DAYS[row["day"]] for row in _WHO}
MAY: Mapping[str, Mapping[str, bool]] = {
    row["who"]: {what: answer == "yes" for what, answer in row.items() if what != "who"} for row in _MAY
}
EVERYBODY = tuple(next(iter(SITUATIONS.values())))
REGISTRARS = ("Sanne", "Joris", "Noor", "Marleen", "Ruud")
SUPERVISORS = ("Marleen", "Ruud")


Surface = str

# The surfaces on which one case is asked for, in three kinds: looking, judging a report, taking a step.
LOOKS = ("number", "search", "button", "anew", "older", "why", "register_report", "dismiss", "documents", "document",
         "snooze", "steps", "request", "dossier", "export", "calendar")  # fmt: skip
JUDGED = ("registered", "dismissed")
RELEASED = ("release",)
STEPPED = (
    "form of supplement",
    "taking supplement",
    "form of hand_over",
    "taking hand_over",
    "taking add_respondent",
    "keep",
)
SURFACES = (*LOOKS, *JUDGED, *STEPPED, *RELEASED)
REGISTERS = ("register_report", "dismiss", "registered")
"""Those that ask first whether somebody registers complaints at all."""


def ask(street: Street, who: str, surface: Surface, case: Case) -> Outcome:
    """This person asks for this case at this surface."""
    visit, me = street.counter.visit, slack_id(who)
    in_view = {"surface": "view", "view_id": "V0", "depth": 1}
    kind, _, step = surface.partition(" of " if surface.startswith("form") else " ")
    if surface == "number":
        return visit(me, on_show, value=f"toon {case.label}")
    if surface == "search":
        # What somebody typed stands in its field: apart from that, what is not found looks like what does not exist.
        found = search(street, who, case.label)
        field = str({"initial_value": case.label})[1:-1]
        return replace(found, said=found.said.replace(field, "…"))
    if surface == "document":
        return visit(me, ROUTES.actions[surface], value=f"{case.id}:{'0' * 32}", **in_view)
    if surface in ("dossier", "export"):
        what = {"dossier": Wanted.READING, "export": Wanted.EXPORT}[surface]
        return visit(me, ROUTES.actions["dossier"], value=f"{case.id}:{what}", **in_view)
    if surface == "request":
        return visit(me, ROUTES.actions[surface], value=f"{case.id}:d1", **in_view)
    if surface in ("button", "register_report", "dismiss", "documents", "steps", "calendar"):
        action = {"button": "open"}.get(surface, surface)
        return visit(me, ROUTES.actions[action], value=case.id, **in_view)
    if surface in ("anew", "older"):
        return visit(me, ROUTES.actions["card"], value=f"{case.id}:{0 if surface == 'anew' else 10}", **in_view)
    if surface == "why":
        return visit(me, ROUTES.actions["why"], value=f"{case.id}:contact:", **in_view)
    if surface == "snooze":
        return visit(me, ROUTES.actions["more"], value=f"snooze:{case.id}:contact:", **in_view)
    if surface == "keep":
        state = filled(KEEP, case={"selected_option": {"value": f"{case.id}:{case.version}"}},
                       files={"selected_options": [{"value": "F0BRIEF"}]})  # fmt: skip
        return visit(me, ROUTES.forms[KEEP.name], state=state, metadata=carrying("", 0), submitted=True, **in_view)
    if surface == "release":
        return visit(me, ROUTES.actions["release"], value=f"{case.id}:{case.version}", **in_view)
    if kind == "form":
        return visit(me, ROUTES.actions["step"], value=f"{step}:{case.id}:", **in_view)
    form = {"registered": forms.REGISTER, "dismissed": forms.DISMISS}.get(surface) or STEPS[step].form
    state = filled(form, complainant={"value": case.complainant}, contact={"value": case.contact})
    return visit(
        me,
        ROUTES.forms[form.name],
        state=state,
        metadata=carrying(case.id, case.version),
        submitted=True,
        **in_view,
    )


@cache
def _nothing(street: Street, who: str, surface: Surface, on: date) -> Outcome:
    """How it goes with a case that does not exist, that day."""
    return ask(street, who, surface, NOWHERE)


def is_there(street: Street, who: str, surface: Surface, case: Case) -> bool:
    """Whether this person finds this case here. If not, it went exactly as with one that does not exist."""
    found = ask(street, who, surface, case)
    nothing = _nothing(street, who, surface, street.clock.today())
    assert not nothing.recorded
    if found == nothing:
        return False
    assert NOT_FOUND not in found.said, f"{surface}: denied, but not as if it did not exist"
    return True


def expected(situation: str, who: str, what: str) -> bool:
    return MAY[SITUATIONS[situation][who]][what]


def _one_of_each_role(situation: str) -> tuple[str, ...]:
    """Who stands for the role they have in this situation."""
    return tuple({role: who for who, role in reversed([*SITUATIONS[situation].items()])}.values())


# Everybody on SQLite; on PostgreSQL, where each visit takes twice as long, one person of each role.
pairs = pytest.mark.parametrize(
    ("street", "situation", "who"),
    [
        pytest.param(kind, one, who, id=f"{kind}-{who}: {one}", marks=marks)
        for kind, marks in (("sqlite", ()), ("postgres", (pytest.mark.postgres, pytest.mark.prove)))
        for one in SITUATIONS
        for who in (EVERYBODY if kind == "sqlite" else _one_of_each_role(one))
    ],
    indirect=["street"],
)

EXAMPLES = 2
"""In so many situations every role meets every form of a step; all situations meet some of the forms."""


def test_every_situation_of_the_page_happened_and_every_role_is_explained() -> None:
    roles = {role for row in SITUATIONS.values() for role in row.values()}

    assert set(SITUATIONS) == {name for day in BUILT.values() for name in day}
    assert roles == set(MAY)


@pairs
def test_a_case_is_there_for_who_may_read_it_and_for_nobody_else(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    found = {surface for surface in SURFACES if is_there(street, who, surface, case)}

    asked = set(SURFACES) - (set() if who in REGISTRARS else set(REGISTERS))
    assert found == (asked if expected(situation, who, "reads") else set())


def _examples(role: str) -> list[tuple[str, str]]:
    found = [(one, who) for one in SITUATIONS for who in _one_of_each_role(one) if SITUATIONS[one][who] == role]
    # The last tell most apart: cases that went from hand to hand.
    return [*found[: EXAMPLES - 1], found[-1]]


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("name", STEPS)
def test_the_form_of_every_step_is_there_for_who_may_read_it_and_for_nobody_else(
    street: Street, name: str, role: str
) -> None:
    for situation, who in _examples(role):
        street.on(DAY[situation])
        case = street.cases[situation]

        found = [is_there(street, who, surface, case) for surface in (f"form of {name}", f"taking {name}")]

        assert found == [MAY[role]["reads"]] * 2, situation


@pairs
def test_only_who_handles_it_takes_steps(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    opened = ask(street, who, "form of supplement", case)
    taken = ask(street, who, "taking supplement", case)

    may = expected(situation, who, "steps") and not case.reported
    assert bool(opened.views) is may
    assert taken.recorded is may
    if not may and expected(situation, who, "reads") and not case.reported:
        assert NOT_THEIRS in opened.said
        assert NOT_THEIRS in taken.said


@pytest.mark.parametrize("role", MAY)
def test_a_message_is_kept_with_a_case_by_who_may_add_to_it(street: Street, role: str) -> None:
    message = Message("Zie de brief.", slack_id("Fatma"), "", (FileRef("F0BRIEF", "brief.pdf", 0),))
    may = any(MAY[role][what] for what in ("steps", "committee steps"))
    for situation, who in _examples(role):
        street.on(DAY[situation])
        case = street.cases[situation]

        offered = street.counter.visit(slack_id(who), ROUTES.shortcuts["keep_message"], message=message)
        kept = ask(street, who, "keep", case)

        assert (f"'value': '{case.id}:" in offered.shown) is (may and not case.reported), situation
        assert kept.recorded is (may and not case.reported), situation


def test_a_file_of_a_channel_without_the_bot_is_not_recorded_and_said_how_to_go_on(street: Street) -> None:
    situation = "a case about Tom"
    street.on(DAY[situation])
    message = Message("Zie de brief.", slack_id("Fatma"), "", (FileRef("F0BRIEF", "brief.pdf", 0),))
    street.counter.screens.out_of_reach.add("F0BRIEF")

    try:
        opened = street.counter.visit(slack_id("Sanne"), ROUTES.shortcuts["keep_message"], message=message)
        kept = ask(street, "Sanne", "keep", street.cases[situation])
    finally:
        street.counter.screens.out_of_reach.clear()

    assert "We kunnen niet bij dit bestand." in opened.shown
    assert "We kunnen niet bij dit bestand." in kept.said
    assert not kept.recorded


@pairs
def test_who_reads_it_gets_it_as_a_file_and_only_who_handles_it_gets_all_of_it_out(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    recorded = [ask(street, who, surface, case).recorded for surface in ("dossier", "export")]

    assert recorded == [expected(situation, who, "reads"), expected(situation, who, "steps")]


def test_the_committee_and_its_secretary_get_the_version_that_is_theirs_and_everybody_else_all_of_it(
    street: Street,
) -> None:
    theirs: dict[str, set[Version]] = {}
    for situation, people in SITUATIONS.items():
        with street.counter.desk.units(read_only=True) as uow:
            complaint = uow.complaints.by_id(ComplaintId(street.cases[situation].id))
            assert complaint is not None
            for who, role in people.items():
                person = uow.people.by_slack_id(slack_id(who))
                if person is not None and MAY[role]["reads"]:
                    theirs.setdefault(role, set()).add(version_for(uow, person, complaint, DAY[situation]))

    of_the_committee = {"committee", "secretary"}
    assert {role for role, found in theirs.items() if found == {Version.COMMITTEE}} == of_the_committee
    assert {role for role, found in theirs.items() if found == {Version.WHOLE}} == set(theirs) - of_the_committee


@pairs
def test_only_who_may_register_it_judges_a_report(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    recorded = [ask(street, who, surface, case).recorded for surface in JUDGED]

    waits = case.reported and situation != "a report that is no complaint"
    assert recorded == [expected(situation, who, "reports") and waits] * 2


@pairs
def test_only_the_supervisor_releases_what_is_kept_apart(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    recorded = ask(street, who, "release", case).recorded

    apart = case.label.startswith("LM-")
    assert recorded is (expected(situation, who, "releases") and apart)


LISTS = ("list", "all", "home")


def look(street: Street, who: str, surface: Surface) -> Outcome:
    listener = {"list": on_list, "all": on_all, "home": on_home}[surface]
    return street.counter.visit(slack_id(who), listener, value="0")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("surface", LISTS)
def test_lists_show_and_count_what_is_theirs_and_nothing_else(street: Street, surface: str, who: str, day: str) -> None:
    street.on(DAYS[day])
    today = [one for one in SITUATIONS if DAY[one] == DAYS[day]]
    cases = [one for one in today if not street.cases[one].reported]
    waiting = [one for one in today if one not in cases and one != "a report that is no complaint"]

    shown = look(street, who, surface).shown

    mine = {one for one in cases if expected(one, who, "lists")}
    reports = {one for one in waiting if expected(one, who, "reports") and surface != "all"}
    there = {one for one in today if f"`{street.cases[one].label}`" in shown}
    assert there == (mine | reports if who in REGISTRARS else set())


@pytest.mark.parametrize("who", REGISTRARS)
def test_the_head_of_a_list_counts_no_case_of_anybody_else(street: Street, who: str) -> None:
    street.on(DAYS["1"])
    # The officer of a case is that on every day; who stands in for one who is away only on that day.
    cases = [one for one in SITUATIONS if not street.cases[one].reported and expected(one, who, "lists")]
    mine = [one for one in cases if DAY[one] == DAYS["1"] or SITUATIONS[one][who] == "officer"]

    shown = look(street, who, "list").shown

    count = {0: "Verder staat er niets open.", 1: "Je hebt 1 open klacht."}
    assert count.get(len(mine), f"Je hebt {len(mine)} open klachten.") in shown


@pairs
def test_the_hint_names_only_what_they_may_read(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]
    about = "Joris Bakker" if who in SUPERVISORS else "Tom Visser"
    same, other = (
        filled(forms.REGISTER, about={"value": about}, complainant={"value": one.complainant},
               contact={"value": one.contact})
        for one in (case, NOWHERE)
    )  # fmt: skip

    found, nothing = (
        street.counter.visit(slack_id(who), ROUTES.forms["register"], state=state, metadata="", submitted=True)
        for state in (same, other)
    )

    may = expected(situation, who, "reads") and who in REGISTRARS
    assert (f"`{case.label}`" in found.shown) is may
    assert found.asked == nothing.asked


ABOUT_A_CASE = ("registered", "reported", "handed_over", "rerouted", "panel_empty", "panel_opens")


def is_sent(street: Street, kind: str, who: str, case: Case, **payload: str) -> bool:
    person = street.people.get(who)
    if person is None:
        return False
    row = OutboxRow(1, "k", kind, person, ComplaintId(case.id), payload, 0, street.clock.now())
    return renderer(street.counter.desk)(row) is not None


@pairs
def test_a_message_is_sent_only_to_who_may_still_read_it(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    sent = {is_sent(street, kind, who, case) for kind in ABOUT_A_CASE}

    assert sent == {expected(situation, who, "reads")}


@pairs
def test_a_notice_opens_to_the_respondent_it_was_written_to_and_to_nobody_else(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]
    guessed = (*case.notices, "b1", "b9", "r1", "")

    found = {ref for ref in guessed if opens(street, who, case, ref)}

    mine = {ref for ref, name in case.notices.items() if name == who}
    assert found == (mine if expected(situation, who, "notices") else set())
    assert bool(found) is (expected(situation, who, "notices") and not case.reported)


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_dossier_is_inspected_by_the_respondent_it_is_about_and_by_nobody_else(street: Street, who: str) -> None:
    for situation in SITUATIONS:
        street.on(DAY[situation])
        case = street.cases[situation]

        found, nothing = (
            street.counter.visit(slack_id(who), ROUTES.actions["inspect"], value=f"{one.id}:0")
            for one in (case, NOWHERE)
        )
        document = street.counter.visit(
            slack_id(who), ROUTES.actions["inspect_document"], value=f"{case.id}:{'0' * 32}"
        )

        inspects = expected(situation, who, "inspects") and not case.reported
        assert (found != nothing) is inspects, situation
        assert (SUBJECT in found.shown) is inspects, situation
        assert NOT_FOUND in document.said, situation
        assert SECRET not in found.shown, situation


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
def test_who_may_inspect_nothing_is_answered_the_same_after_the_same_questions(street: Street) -> None:
    street.on(DAYS["1"])
    theirs = [one for one in EVERYBODY if not any(expected(case, one, "inspects") for case in SITUATIONS)]

    answers = [street.counter.visit(slack_id(who), ROUTES.command("inzage"), value="inzage") for who in theirs]

    known = [one for who, one in zip(theirs, answers, strict=True) if who != "Nobody"]
    assert len({(one.said, one.views, one.asked) for one in known}) == 1
    assert {one.said for one in answers} == {known[0].said}
    assert "Er is nu geen dossier dat je kunt inzien." in known[0].said


COMMITTEES = tuple(one for one in SITUATIONS if "committee" in one)


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("situation", COMMITTEES)
def test_the_question_to_the_committee_opens_to_who_is_asked_and_to_nobody_else(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    opened = {what for what in ("confirm", "declare") if is_asked(street, who, case, what)}

    assert opened == ({"confirm", "declare"} if expected(situation, who, "asked") else set())


def is_asked(street: Street, who: str, case: Case, what: str) -> bool:
    """Whether this question opens; if not, it went exactly as with a case that does not exist, and so does its form."""
    form = {"confirm": seat.CONFIRM_FORM, "declare": seat.DECLARE_FORM}[what]
    pressed, nothing = (
        street.counter.visit(slack_id(who), ROUTES.actions["panel"], value=f"{one.id}:{what}")
        for one in (case, NOWHERE)
    )
    sent, nowhere = (
        street.counter.visit(
            slack_id(who),
            ROUTES.forms[form.name],
            state=filled(form),
            metadata=carrying(one.id, one.version),
            submitted=True,
        )
        for one in (case, NOWHERE)
    )
    assert (pressed == nothing) is (sent == nowhere)
    return pressed != nothing


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("situation", COMMITTEES)
def test_only_those_of_the_committee_take_its_steps_and_who_records_them_for_it(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case, row = street.cases[situation], STEPS["record_deliberation"]
    form = behalf.form(row) if SITUATIONS[situation][who] in ("officer", "deputy") else row.form

    taken = street.counter.visit(
        slack_id(who),
        ROUTES.forms[form.name],
        state=filled(form, on_behalf_of={"selected_option": {"value": "chair"}}),
        metadata=carrying(case.id, case.version),
        submitted=True,
    )

    assert taken.recorded is expected(situation, who, "committee steps")


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("kind", ["document_requested", "document_refused"])
def test_of_a_document_the_committee_asks_for_only_who_may_read_the_case_hears(
    street: Street, kind: str, who: str
) -> None:
    situation = "a case with a committee"
    street.on(DAY[situation])

    sent = is_sent(street, kind, who, street.cases[situation], document="d1")

    assert sent is expected(situation, who, "reads")


NEUTRAL = "Er staat een bericht voor je klaar van OCO Voorbeeld."


def opens(street: Street, who: str, case: Case, letter: str) -> bool:
    """Whether this letter opens; if not, it went exactly as with a case that does not exist."""
    found, nothing = (
        street.counter.visit(slack_id(who), ROUTES.actions["notice"], value=f"{one.id}:{letter}")
        for one in (case, NOWHERE)
    )
    assert found == nothing or SUBJECT in found.shown
    return found != nothing


@pairs
def test_the_message_of_a_notice_says_nothing_of_the_case(street: Street, situation: str, who: str) -> None:
    street.on(DAY[situation])
    case, person = street.cases[situation], street.people.get(who)
    mine = {ref for ref, name in case.notices.items() if name == who}

    rows = [
        OutboxRow(1, "k", "notice", person, ComplaintId(case.id), {"letter": ref}, 0, street.clock.now())
        for ref in mine
        if person is not None
    ]
    sent = [renderer(street.counter.desk)(row) for row in rows]

    assert {one.text for one in sent if isinstance(one, Post)} <= {
        "Er staat een bericht voor je klaar van OCO Voorbeeld."
    }
    assert case.label not in str(sent)


@pairs
def test_that_it_cannot_wait_is_told_only_to_the_supervisor_or_who_stands_in(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case = street.cases[situation]

    sent = is_sent(street, "safety", who, case)

    free = SITUATIONS[situation]["Marleen"] not in ("respondent", "stepped back")
    standing_in = not free or DAY[situation] == DAYS["2"]
    assert sent is ((who == "Marleen" and free) or (who == "Ruud" and standing_in))


def falls_due(street: Street, who: str, away: str) -> str:
    """What the message to this person says about what falls due while that one is away."""
    person = street.people.get(who)
    if person is None:
        return ""
    about = {"person": street.people[away].id, "first": DAYS["2"].isoformat()}
    row = OutboxRow(1, "k", "standing_in", person, None, about, 0, street.clock.now())
    return str(renderer(street.counter.desk)(row))


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_falls_due_while_somebody_is_away_is_told_to_who_stands_in_and_to_nobody_else(
    street: Street, who: str
) -> None:
    street.on(DAYS["2"])

    said = "".join(falls_due(street, who, away) for away in ("Sanne", "Marleen"))

    told = {one for one in SITUATIONS if f"`{street.cases[one].label}`" in said}
    mine = {one for one in SITUATIONS if DAY[one] == DAYS["2"] and SITUATIONS[one][who] == "deputy"}
    never = {one for one in SITUATIONS if SITUATIONS[one][who] in ("kept out", "respondent", "stepped back")}
    assert mine <= told
    assert not told & never
    assert mine == {one for one in told if DAY[one] == DAYS["2"]}


POSITION = {"Sanne": "coordinator", "Marleen": "supervisor", "Ruud": "deputy supervisor"}


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("Joris", "Noor")])
def test_who_is_away_is_seen_and_entered_as_the_page_says(street: Street, who: str) -> None:
    street.on(DAYS["1"])
    may = next(row for row in _AWAY if row["position"] == POSITION.get(who, "anybody else"))

    def entered(whose: str) -> bool:
        state = filled(ABSENCE, whose={"selected_option": {"value": street.people[whose].id}})
        state |= {key: {key: {"selected_date": DAYS["1"].isoformat()}} for key in ("first", "last")}
        form = ROUTES.forms[ABSENCE.name]
        return street.counter.visit(slack_id(who), form, state=state, metadata=carrying("", 0), submitted=True).recorded

    found = {
        "sees who is away": bool(street.counter.visit(slack_id(who), ROUTES.command("afwezig")).views),
        "enters it for a coordinator": entered("Joris"),
        "enters it for the supervisor": entered("Marleen"),
    }

    assert found == {what: may[what] == "yes" for what in found}


def search(street: Street, who: str, words: str, *, page: int = 0) -> Outcome:
    """The form of a search, sent in; or another page of it."""
    listener = ROUTES.actions["search_page"] if page else ROUTES.forms[SEARCH.name]
    state = {"words": {"words": {"value": words}}}
    return street.counter.visit(slack_id(who), listener, value=str(page), state=state, surface="view", view_id="V0")


def test_the_index_of_every_dossier_is_what_the_dossier_says(street: Street) -> None:
    with street.database.uow(read_only=True) as uow:
        rows = uow.connection.execute(select(tables.search_terms)).all()
        opened = [uow.complaints.by_id(ComplaintId(case.id), opened=True) for case in street.cases.values()]

    expected = {(one.id, term) for one in opened if one for term in terms_expected(street.database.vault, one)}
    assert {(row.complaint, row.term) for row in rows} == expected


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_search_counts_and_pages_what_they_may_read_as_if_nothing_else_were_there(
    street: Street, who: str, day: str
) -> None:
    street.on(DAYS[day])
    found = {one: street.now(case.id) for one, case in street.cases.items()}
    person, on = street.people.get(who), street.clock.today()
    with street.database.uow(read_only=True) as uow:
        mine = {found[one].label for one in found if access.may_read(uow, person, found[one], on)}

    first = search(street, who, "roza ayd")
    shown = "".join([first.shown, *(search(street, who, "roza ayd", page=n).shown for n in range(10, len(mine), 10))])
    nothing = search(street, who, "Nooit Klaagde")

    heads = {0: "*Niets gevonden.*", 1: "*1 klacht gevonden.*"}
    assert heads.get(len(mine), f"*{len(mine)} klachten gevonden.*") in first.shown
    assert set(re.findall(r"open:([A-Z]+-\d+-\d+)", shown)) == mine
    today = {one: found[one].label for one in found if DAY[one] == DAYS[day]}
    assert mine & {*today.values()} == {label for one, label in today.items() if expected(one, who, "finds")}
    assert first.asked == nothing.asked


of_each_role_and_above = pytest.mark.parametrize(
    ("street", "situation", "who"),
    [
        pytest.param("sqlite", one, who, id=f"{who}: {one}")
        for one in SITUATIONS
        for who in dict.fromkeys([*_one_of_each_role(one), *SUPERVISORS])
    ],
    indirect=["street"],
)


@of_each_role_and_above
def test_who_opened_a_dossier_is_shown_to_who_handles_it_and_to_the_supervisor(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])
    case, me = street.cases[situation], slack_id(who)

    theirs, nobodys = (
        [
            street.counter.visit(me, ROUTES.actions["reads"], value=f"{one.id}:0"),
            street.counter.visit(me, ROUTES.command("gelezen"), value=f"gelezen {one.label}"),
        ]
        for one in (case, NOWHERE)
    )
    card = ask(street, who, "button", case)

    handles = expected(situation, who, "read log")
    free = SITUATIONS[situation]["Marleen"] not in ("respondent", "stepped back")
    standing_in = not free or DAY[situation] == DAYS["2"]
    watches = (who == "Marleen" and free) or (who == "Ruud" and standing_in)
    for found, nothing in zip(theirs, nobodys, strict=True):
        assert (found != nothing) is (handles or watches)
        assert (case.label in "".join(found.views)) is (handles or watches)
        assert SUBJECT not in found.shown
    assert ("Wie keek in dit dossier?" in card.shown) is (handles or (watches and expected(situation, who, "reads")))


@pytest.mark.parametrize("street", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_of_the_committee_is_there_for_who_keeps_it_and_is_as_an_unknown_word_to_everybody_else(
    street: Street, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(street.counter.screens, "runs", {slack_id("Beheer")})
    street.on(DAYS["1"])
    others = {"Beheer": "administrator of the workspace", "Joris": "coordinator", "Noor": "coordinator"}
    position = (POSITION | others).get(who, "anybody else")
    keeps = next(row for row in _KEEPS if row["position"] == position)["keeps the committee's list"] == "yes"

    def comes(listener: Listener, **brought: Any) -> Outcome:
        return street.counter.visit(slack_id(who), listener, value="inrichten", metadata=carrying("", 0), **brought)

    def sends(listener: Listener, form: forms.Form) -> Outcome:
        iris = {"email": {"value": "iris@voorbeeld.example"}, "slack": {"selected_users": [slack_id("Iris")]}}
        return comes(listener, state=filled(form, **iris), submitted=True)

    opened = [comes(one) for one in (ROUTES.command("inrichten"), ROUTES.command("setup"))]
    pressed = [comes(ROUTES.actions[name]) for name in setup_listeners.ACTIONS]
    sent = [sends(ROUTES.forms[name], form) for name, form in SETUP_FORMS.items()]

    unknown = ROUTES.command("iets")
    strange = comes(unknown), comes(unknown), comes(unknown, submitted=True)
    as_unknown = [
        (one.said, one.views, one.recorded) == (other.said, other.views, other.recorded)
        for found, other in zip((opened, pressed, sent), strange, strict=True)
        for one in found
    ]
    assert as_unknown == [not keeps] * len(as_unknown)
    assert any(one.recorded for one in sent) is keeps
    assert ("inrichten" in comes(ROUTES.bare).shown) is keeps
    assert ("'setup'" in look(street, who, "home").shown) is keeps


def in_the_morning(street: Street, who: str, case: Case) -> Item | None:
    """The line about this case in this person's message of the morning, whoever put it there."""
    person, found = street.people.get(who), street.now(case.id)
    if person is None:
        return None
    due = next(one for one in running(found) if one.term is Term.CONTACT)
    key = f"digest:{street.clock.today()}:morning:{person.id}"
    row = NudgeRow(found.id, Key(due.term, due.subject, due.started_on, "tomorrow", street.clock.today()), person.id)
    with street.database.uow() as uow:  # not committed
        uow.nudges.put_in(key, [row])
        told = digest_of(uow, person, key, street.clock.now())
    return told.items[0] if told is not None else None


@pairs
def test_a_message_of_the_morning_opens_what_they_may_read_and_names_no_other_case_but_to_who_must_know(
    street: Street, situation: str, who: str
) -> None:
    street.on(DAY[situation])

    found = in_the_morning(street, who, street.cases[situation])

    free = SITUATIONS[situation]["Marleen"] not in ("respondent", "stepped back")
    standing_in = not free or DAY[situation] == DAYS["2"]
    alarmed = (who == "Marleen" and free) or (who == "Ruud" and standing_in)
    deputy = who == "Ruud" and SITUATIONS[situation]["Marleen"] == "officer"
    chair = SITUATIONS[situation][who] == "asked for the committee"
    reads = expected(situation, who, "reads")
    owed = situation != "a report that is no complaint"
    assert (found is not None) is (owed and (reads or alarmed or deputy or chair))
    assert found is None or found.opens is reads


NOT_FOR_YOU = "Klachten registreren en behandelen doen de coördinatoren."


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in REGISTRARS])
def test_who_registers_no_complaints_gets_no_list_and_no_form(street: Street, who: str) -> None:
    street.on(DAYS["1"])
    listeners = (ROUTES.command("nieuw"), on_list, on_all, ROUTES.actions["register_report"], ROUTES.actions["dismiss"])

    outcomes = [street.counter.visit(slack_id(who), listener) for listener in listeners]

    assert all(NOT_FOR_YOU in one.said and not one.views for one in outcomes)
    assert "Nieuwe klacht" not in look(street, who, "home").shown


def test_the_menu_tells_whether_somebody_registers_and_nothing_of_any_case(street: Street) -> None:
    menus = {who: street.counter.visit(slack_id(who), ROUTES.bare).shown for who in EVERYBODY}

    assert len(set(menus.values())) == 2
    assert {who for who, shown in menus.items() if "Mijn klachten" in shown} == set(REGISTRARS)


@pytest.mark.parametrize("series", ["K", "L", "M", "LM"])
def test_the_numbers_of_a_series_show_no_gap_where_a_case_of_another_lies(street: Street, series: str) -> None:
    given = sorted(int(case.label[-3:]) for case in street.cases.values() if case.label.startswith(f"{series}-"))
    before = {"M": 2, "LM": 1}  # registered from a report, dismissed; released

    assert given
    assert given[-1] - len(given) <= before.get(series, 0)
