"""Every step in every situation, against a table written apart from the product's own."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klachtbot.domain import errors
from klachtbot.domain.model import Action, Draft, FactName, Json, Role, Stage
from klachtbot.domain.procedure import (
    PROCEDURE,
    Possible,
    advance,
    available,
    fold,
    next_step,
    notices,
    refusal,
    subjects,
)
from klachtbot.domain.rules import OURS, RULES
from klachtbot.domain.terms import running
from tests.domain.histories import (
    CALENDAR,
    EVERYBODY,
    OFFICER,
    SAID,
    SITUATIONS,
    TODAY,
    TWO,
    Story,
    actor,
    registered,
    reported,
)

PAPERS = "add_document correct prepare_letters skip_letters"
PLANNABLE = "plan_conversation agree_later record_conversation"
PEOPLE = "deputise take_over hand_over step_back hold_for_safety supplement add_respondent"
RUNNING = f"{PAPERS} {PEOPLE} withdraw"
UNINFORMED = "inform_respondent record_inform_attempt ask_inspection"
TALKING = f"{RUNNING} record_no_conversation solve_without_conversation send_elsewhere"
UNREACHED = "record_contact record_attempt"
UNCONFIRMED = f"{UNREACHED} acknowledge_without_contact hold_acknowledgement"
UNSENT = "record_letter_sent record_letter_refused record_letter_in_doubt resend_letter drop_letter"
TOLD = "change_subject inspect"
HEARD = f"{RUNNING} {TOLD} write_report"
DELIBERATE = "record_deliberation skip_deliberation"
ASKED = "compose_panel declare_uninvolved declare_involved"
PANEL = "compose_panel declare_involved"
COMMITTEE = f"{RUNNING} {TOLD} request_document"
RULED = f"{RUNNING} {TOLD} agree_with_ruling plan_improvement -withdraw"
CLOSED = f"{PAPERS} inspect plan_improvement keep_longer"
IMPROVING = "finish_improvement drop_improvement"

MAY = {
    "reported": "register dismiss_report step_back add_respondent",
    "reported, to the supervisor": "register dismiss_report release step_back add_respondent",
    "no complaint": "keep_longer",
    "registered": f"{TALKING} {UNINFORMED} {UNCONFIRMED}",
    "registered, name not known": f"{TALKING} {UNINFORMED} identify_complainant plan_conversation record_conversation",
    "registered, cannot wait": f"{TALKING} {UNINFORMED} {UNCONFIRMED} release_hold -hold_for_safety",
    "registered, deputised": f"{TALKING} {UNINFORMED} {UNCONFIRMED} return -deputise",
    "registered, acknowledgement held": f"{TALKING} {UNINFORMED} {UNCONFIRMED} -hold_acknowledgement",
    "registered, inspection asked": f"{TALKING} {UNINFORMED} {UNCONFIRMED} answer_inspection -ask_inspection",
    "contacted": f"{TALKING} {UNINFORMED} acknowledge",
    "contacted, regulation not explained": f"{TALKING} {UNINFORMED} acknowledge record_explanation",
    "contacted, subject not clear": f"{TALKING} {UNINFORMED}",
    "acknowledged": f"{TALKING} {UNINFORMED} change_subject {PLANNABLE}",
    "acknowledged before contact": f"{TALKING} {UNINFORMED} {UNREACHED} change_subject {PLANNABLE}",
    "informed": f"{TALKING} {TOLD} {PLANNABLE}",
    "planned": f"{TALKING} {TOLD} move_conversation cancel_conversation agree_later record_conversation",
    "heard out, satisfied": HEARD,
    "heard out, not satisfied, report written": f"{HEARD} send_report_unsettled receive_directly",
    "solved before acknowledgement": f"{RUNNING} {UNINFORMED} {UNCONFIRMED} write_report",
    "settled": f"{RUNNING} {TOLD} close",
    "settled, nobody spoken to": f"{RUNNING} {UNINFORMED} {UNCONFIRMED}",
    "unsettled": f"{RUNNING} {TOLD} record_choice remind_of_choice receive_directly",
    "unsettled, reminded": f"{RUNNING} {TOLD} record_choice close_without_choice receive_directly",
    "committee chosen": f"{RUNNING} {TOLD} refer",
    "no further step": f"{RUNNING} {TOLD} record_choice receive_directly close",
    "referred": f"{COMMITTEE} compose_panel {DELIBERATE}",
    "referred, nobody spoken to": f"{RUNNING} {UNINFORMED} {UNCONFIRMED} request_document compose_panel {DELIBERATE}",
    "referred, report not sent": f"{COMMITTEE} compose_panel {DELIBERATE} write_report send_report_unsettled",
    "referred, document requested": f"{COMMITTEE} compose_panel {DELIBERATE} deliver_document refuse_document",
    "referred, document refused": f"{COMMITTEE} compose_panel {DELIBERATE}",
    "referred, panel composed": f"{COMMITTEE} {ASKED} confirm_panel {DELIBERATE}",
    "referred, member involved": f"{COMMITTEE} {ASKED} {DELIBERATE}",
    "deliberated": f"{COMMITTEE} {PANEL} plan_hearing",
    "hearing planned": f"{COMMITTEE} {PANEL} move_hearing record_hearing",
    "hearing held": f"{COMMITTEE} {PANEL} record_closing_deliberation plan_second_hearing",
    "second hearing planned": f"{COMMITTEE} {PANEL} record_second_hearing cancel_second_hearing",
    "second hearing held": f"{COMMITTEE} {PANEL} rule",
    "ruled": f"{RULED} send_ruling",
    "ruling sent": f"{RULED} close",
    "ruling sent, with advice": f"{RULED} close skip_improvement",
    "closed, improvement planned": f"{CLOSED} {IMPROVING}",
    "closed, settled": CLOSED,
    "closed, unsettled": f"{CLOSED} reopen receive_directly",
    "closed after ruling": CLOSED,
    "withdrawn": f"{PAPERS} ask_inspection keep_longer",
    "withdrawn, kept longer": f"{PAPERS} ask_inspection keep_no_longer",
    "elsewhere": f"{PAPERS} ask_inspection keep_longer",
    "contacted, letter prepared": f"{TALKING} {UNINFORMED} acknowledge {UNSENT}",
    "contacted, letter sent": f"{TALKING} {UNINFORMED} acknowledge",
    "contacted, letter given up": f"{TALKING} {UNINFORMED} acknowledge",
}

HANDLERS = "officer deputy"
COMMITTEE_ROLES = "chair member secretary"
WHO = (
    ("reporter", "", "report"),
    ("deputy", "", "deputise take_over"),
    ("respondent", "", "ask_inspection inspect"),
    (f"{HANDLERS} system", "", "acknowledge_without_contact prepare_letters record_letter_sent return"),
    ("officer deputy owner", "", "finish_improvement"),
    ("system", "", "record_letter_refused record_letter_in_doubt"),
    (f"{HANDLERS} coordinator", "", "register dismiss_report step_back hold_acknowledgement"),
    (f"{HANDLERS} {COMMITTEE_ROLES}", "", "receive_directly add_document"),
    (COMMITTEE_ROLES, HANDLERS, "request_document record_deliberation plan_hearing move_hearing record_hearing"),
    (COMMITTEE_ROLES, HANDLERS, "record_closing_deliberation record_second_hearing"),
    ("chair", f"{HANDLERS} secretary", "confirm_panel rule"),
    ("chair member", f"{HANDLERS} secretary", "declare_uninvolved declare_involved agree_with_ruling"),
    ("chair member", f"{HANDLERS} secretary", "skip_deliberation plan_second_hearing cancel_second_hearing"),
)
"""Who may take a step, who may record it for a member of the committee, and which steps. All others: HANDLERS."""

WHO_BY_ACTION = {name: (set(who.split()), set(behalf.split())) for who, behalf, names in WHO for name in names.split()}


def wanted(situation: str) -> set[str]:
    words = MAY[situation].split()
    return {w for w in words if not w.startswith("-")} - {w[1:] for w in words if w.startswith("-")}


def test_the_table_covers_every_action_and_every_situation() -> None:
    assert set(PROCEDURE) == set(Action)
    assert set(MAY) == set(SITUATIONS)
    assert {row.rule for row in PROCEDURE.values()} <= {*RULES, OURS}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("action", Action)
def test_a_step_can_be_taken_only_where_the_regulation_has_it(action: Action, situation: str) -> None:
    story = SITUATIONS[situation]()
    before = story.complaint

    possible = {p.action: p.subject for p in available(before, EVERYBODY, TODAY)}

    assert (action in possible) == (action.value in wanted(situation))
    if action in possible:
        story.then(action, on=TODAY, subject=possible[action])
        assert story.complaint.version == before.version + 1
    else:
        with pytest.raises(errors.Refusal):
            story.then(action, on=TODAY, subject=(*subjects(before, action), "")[0])
        assert story.complaint == before


@pytest.mark.parametrize("action", Action)
def test_a_step_is_for_these_roles_and_no_others(action: Action) -> None:
    expected = WHO_BY_ACTION.get(action.value, (set(HANDLERS.split()), set()))

    row = PROCEDURE[action]

    assert ({role.value for role in row.roles}, {role.value for role in row.behalf}) == expected


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICER, Role.DEPUTY)])
def test_the_step_of_somebody_else_is_refused_as_such(role: Role) -> None:
    complaint = registered().complaint

    refused = refusal(complaint, Action.RECORD_CONTACT, frozenset({role}), TODAY)

    assert isinstance(refused, errors.NotYourStep)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_replaying_the_entries_gives_the_same_dossier(situation: str) -> None:
    complaint = SITUATIONS[situation]().complaint

    again = fold(complaint.id, complaint.number, complaint.series, complaint.events)

    assert again == complaint
    assert running(again) == running(complaint)


@pytest.mark.parametrize(
    ("situation", "action", "refused"),
    [
        pytest.param("contacted", Action.SEND_REPORT_SETTLED, errors.WrongStage, id="report before the conversation"),
        pytest.param("heard out, satisfied", Action.SEND_REPORT_SETTLED, errors.Missing, id="report not written"),
        pytest.param("acknowledged", Action.ACKNOWLEDGE, errors.AlreadyDone, id="second acknowledgement"),
        pytest.param("planned", Action.RECORD_CHOICE, errors.WrongStage, id="choice before the outcome"),
        pytest.param("closed, settled", Action.PLAN_CONVERSATION, errors.WrongStage, id="step on a closed case"),
        pytest.param("ruled", Action.RULE, errors.AlreadyDone, id="second ruling"),
        pytest.param("second hearing held", Action.PLAN_SECOND_HEARING, errors.AlreadyDone, id="third hearing"),
        pytest.param("second hearing planned", Action.RULE, errors.AlreadyDone, id="ruling before the second hearing"),
    ],
)
def test_a_refusal_says_of_which_kind_it_is(situation: str, action: Action, refused: type[errors.Refusal]) -> None:
    complaint = SITUATIONS[situation]().complaint

    found = refusal(complaint, action, EVERYBODY, TODAY)

    assert isinstance(found, refused)


@pytest.mark.parametrize(
    ("done", "lacks"),
    [
        pytest.param((), FactName.ACKNOWLEDGED, id="R5 owed"),
        pytest.param((Action.ACKNOWLEDGE_WITHOUT_CONTACT,), FactName.INFORMED, id="R7 owed"),
    ],
)
def test_a_complaint_is_not_closed_while_the_letter_or_the_talk_is_owed(
    done: tuple[Action, ...], lacks: FactName
) -> None:
    story = SITUATIONS["settled, nobody spoken to"]()
    for action in done:
        story.then(action)

    refused = refusal(story.complaint, Action.CLOSE, EVERYBODY, TODAY)

    assert isinstance(refused, errors.Missing)
    assert lacks in refused.facts


def test_a_respondent_who_could_not_be_reached_does_not_keep_a_complaint_open() -> None:
    story = SITUATIONS["settled, nobody spoken to"]().then(Action.ACKNOWLEDGE_WITHOUT_CONTACT)

    story.then(Action.RECORD_INFORM_ATTEMPT, subject="r1").then(Action.CLOSE)

    assert story.complaint.stage is Stage.CLOSED


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        pytest.param(date(2026, 11, 6), errors.InTheFuture, id="Fri 6 Nov, tomorrow"),
        pytest.param(date(2026, 11, 1), errors.BeforeReceipt, id="Sun 1 Nov, before receipt"),
        pytest.param(date(2026, 11, 3), errors.OutOfOrder, id="Tue 3 Nov, before the contact it follows"),
    ],
)
def test_a_date_out_of_order_is_refused_at_its_field(on: date, refused: type[errors.Refusal]) -> None:
    story = registered().then(Action.RECORD_CONTACT, on=date(2026, 11, 4))

    with pytest.raises(refused) as caught:
        story.then(Action.ACKNOWLEDGE, on=on, today=date(2026, 11, 5))

    assert caught.value.field == "on"


@pytest.mark.parametrize(
    ("received", "contacted", "refused", "field"),
    [
        pytest.param(date(2026, 11, 6), None, errors.InTheFuture, "received_on", id="received tomorrow"),
        pytest.param(date(1999, 1, 4), None, errors.OutsideCalendar, "received_on", id="received in 1999"),
        pytest.param(date(2026, 11, 4), date(2026, 11, 6), errors.InTheFuture, "contacted_on", id="contact tomorrow"),
        pytest.param(date(2026, 11, 4), date(2026, 11, 3), errors.BeforeReceipt, "contacted_on", id="contact before"),
    ],
)
def test_registering_refuses_impossible_dates_at_their_field(
    received: date, contacted: date | None, refused: type[errors.Refusal], field: str
) -> None:
    with pytest.raises(refused) as caught:
        registered(received, contacted_on=contacted, today=date(2026, 11, 5))

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("situation", "action", "said", "field"),
    [
        pytest.param("planned", Action.RECORD_CONVERSATION, {"outcome": None}, "outcome", id="no outcome (R9)"),
        pytest.param(
            "heard out, not satisfied, report written",
            Action.SEND_REPORT_UNSETTLED,
            {"next_steps": False},
            "next_steps",
            id="no further steps (R11)",
        ),
        pytest.param(
            "heard out, not satisfied, report written",
            Action.SEND_REPORT_UNSETTLED,
            {"committee_contact": False},
            "committee_contact",
            id="no committee contact (R11)",
        ),
        pytest.param("second hearing held", Action.RULE, {"reasons": ""}, "reasons", id="no reasons (R18)"),
        pytest.param(
            "second hearing held", Action.RULE, {"advice": True}, "recommendation", id="advice that says nothing (R18)"
        ),
        pytest.param(
            "hearing held", Action.PLAN_SECOND_HEARING, {"missing": ""}, "missing", id="second, and why not said (R17)"
        ),
        pytest.param("settled", Action.CLOSE, {"learning": ""}, "learning", id="no learning effect (R25)"),
        pytest.param("settled", Action.CLOSE, {"lesson": ""}, "lesson", id="nothing learned, no reason (R25)"),
        pytest.param("settled", Action.CLOSE, {"action": "call"}, "action_owner", id="an action of nobody (R25)"),
        pytest.param(
            "settled",
            Action.CLOSE,
            {"action": "call", "action_owner": OFFICER},
            "action_due",
            id="an action without a date (R25)",
        ),
        pytest.param("acknowledged", Action.CHANGE_SUBJECT, {"reason": ""}, "reason", id="changed without reason (R5)"),
        pytest.param("heard out, satisfied", Action.WRITE_REPORT, {"report": ""}, "report", id="an empty report (R9)"),
        pytest.param("informed", Action.PLAN_CONVERSATION, {"planned_for": "soon"}, "planned_for", id="no date (R8)"),
        pytest.param("registered", Action.CORRECT, {"fact": ""}, "fact", id="nothing corrected (R19)"),
    ],
)
def test_a_step_that_says_too_little_is_refused_at_its_field(
    situation: str, action: Action, said: dict[str, Json], field: str
) -> None:
    story = SITUATIONS[situation]()

    with pytest.raises(errors.Incomplete) as caught:
        story.then(action, on=TODAY, said=said)

    assert caught.value.field == field


def test_who_records_a_ruling_for_the_chair_shows_the_signed_document() -> None:
    story = SITUATIONS["second hearing held"]()

    with pytest.raises(errors.Incomplete) as caught:
        story.then(Action.RULE, on=TODAY, roles=frozenset({Role.SECRETARY}), on_behalf_of="chair")

    assert caught.value.field == "document"


def test_who_records_a_ruling_records_it_for_the_chair_and_nobody_else() -> None:
    story = SITUATIONS["second hearing held"]()

    with pytest.raises(errors.Incomplete) as caught:
        story.then(
            Action.RULE, on=TODAY, roles=frozenset({Role.SECRETARY}), on_behalf_of="partner_member", document="x1"
        )

    assert caught.value.field == "on_behalf_of"


def test_nobody_takes_their_own_step_for_somebody_else() -> None:
    story = SITUATIONS["referred"]()

    with pytest.raises(errors.Incomplete) as caught:
        story.then(Action.RECORD_DELIBERATION, on=TODAY, roles=frozenset({Role.MEMBER}), on_behalf_of="chair")

    assert caught.value.field == "on_behalf_of"


@pytest.mark.parametrize(
    ("today", "said", "expected"),
    [
        pytest.param(date(2026, 11, 5), {"safe_mail": True}, errors.NotYet, id="Thu 5 Nov, the R4 date itself"),
        pytest.param(date(2026, 11, 6), {"safe_mail": True}, None, id="Fri 6 Nov, the R6 date"),
        pytest.param(date(2026, 11, 6), {}, errors.Missing, id="no safe e-mail"),
        pytest.param(date(2026, 11, 6), {"safe_mail": True, "safety": "crime"}, errors.AlreadyDone, id="safety"),
    ],
)
def test_the_clock_acknowledges_only_after_the_contact_term_and_when_it_is_safe(
    today: date, said: dict[str, Json], expected: type[errors.Refusal] | None
) -> None:
    complaint = registered(said=said).complaint

    found = refusal(complaint, Action.ACKNOWLEDGE_WITHOUT_CONTACT, frozenset({Role.SYSTEM}), today)

    assert type(found) is (expected or type(None))


@pytest.mark.parametrize(
    ("situation", "today", "action"),
    [
        pytest.param("reported", date(2026, 11, 2), Action.REGISTER, id="reported"),
        pytest.param("registered", date(2026, 11, 5), Action.RECORD_CONTACT, id="registered, Thu 5 Nov"),
        pytest.param(
            "registered", date(2026, 11, 6), Action.ACKNOWLEDGE_WITHOUT_CONTACT, id="registered, Fri 6 Nov: R6"
        ),
        pytest.param("contacted", date(2026, 11, 4), Action.ACKNOWLEDGE, id="contacted"),
        pytest.param("acknowledged", date(2026, 11, 4), Action.INFORM_RESPONDENT, id="acknowledged"),
        pytest.param("informed", date(2026, 11, 5), Action.PLAN_CONVERSATION, id="informed"),
        pytest.param("planned", date(2026, 11, 12), Action.RECORD_CONVERSATION, id="planned"),
        pytest.param("heard out, satisfied", date(2026, 11, 12), Action.WRITE_REPORT, id="heard out"),
        pytest.param("settled", date(2026, 11, 13), Action.CLOSE, id="settled"),
        pytest.param("unsettled", date(2026, 11, 16), Action.RECORD_CHOICE, id="unsettled"),
        pytest.param("unsettled", date(2026, 11, 30), Action.REMIND_OF_CHOICE, id="unsettled, after two weeks"),
        pytest.param("committee chosen", date(2026, 11, 16), Action.REFER, id="committee chosen"),
        pytest.param("referred", date(2026, 11, 17), Action.COMPOSE_PANEL, id="referred"),
        pytest.param("referred, panel composed", date(2026, 11, 17), Action.CONFIRM_PANEL, id="composed"),
        pytest.param("referred, member involved", date(2026, 11, 17), Action.COMPOSE_PANEL, id="member involved"),
        pytest.param("deliberated", date(2026, 11, 26), Action.PLAN_HEARING, id="deliberated"),
        pytest.param("hearing held", date(2026, 12, 7), Action.RECORD_CLOSING_DELIBERATION, id="hearing held"),
        pytest.param("second hearing held", date(2026, 12, 14), Action.RULE, id="second hearing held"),
        pytest.param("ruled", date(2026, 12, 9), Action.SEND_RULING, id="ruled"),
        pytest.param("ruling sent", date(2026, 12, 9), Action.CLOSE, id="ruling sent"),
        pytest.param("ruling sent, with advice", date(2026, 12, 9), Action.PLAN_IMPROVEMENT, id="advice to answer"),
        pytest.param(
            "closed, improvement planned", date(2026, 12, 9), Action.FINISH_IMPROVEMENT, id="still to be done"
        ),
        pytest.param("closed, settled", date(2026, 12, 9), None, id="closed"),
        pytest.param("withdrawn", date(2026, 12, 9), None, id="withdrawn"),
    ],
)
def test_the_next_step_is_what_the_regulation_asks_now(situation: str, today: date, action: Action | None) -> None:
    complaint = SITUATIONS[situation]().complaint

    found = next_step(complaint, today)

    assert (found and found.action) == action


def test_what_cannot_wait_is_told_to_the_supervisor_whichever_step_records_it() -> None:
    drafts = registered(safety="crime").drafts

    told = [notice.value for notice in notices(drafts[0])]

    assert "safety" in told


@settings(max_examples=60)
@given(st.data())
def test_any_walk_of_allowed_steps_keeps_the_promises(data: st.DataObject) -> None:
    story: Story = data.draw(st.sampled_from([lambda: registered(respondents=TWO), reported]))()
    on = story.on

    for _ in range(data.draw(st.integers(5, 40))):
        possible = [p for p in available(story.complaint, EVERYBODY, TODAY) if p.action not in QUIET]
        if not possible:
            break
        step = data.draw(st.sampled_from(possible))
        on = min(TODAY, date.fromordinal(on.toordinal() + data.draw(st.integers(0, 3))))
        before = story.complaint
        draft = _step(story, step, on)
        after = story.add(draft).complaint
        assert before.stage not in ENDED or step.action in AFTER_THE_END
        assert all(one.due_on >= one.started_on for one in running(after))
        next_step(after, on)

    facts = [fact.name for fact in story.complaint.facts]
    acted = [event.action for event in story.complaint.events]
    assert facts.count(FactName.RULED) <= 1
    assert acted.count(Action.RECORD_HEARING) + acted.count(Action.RECORD_SECOND_HEARING) <= 2
    assert facts.count(FactName.ACKNOWLEDGED) <= 1
    assert story.complaint.stage is not Stage.RULED or FactName.PANEL_COMPOSED in facts
    assert fold(story.complaint.id, story.complaint.number, story.complaint.series, story.complaint.events) == (
        story.complaint
    )


QUIET = set(map(Action, f"{PAPERS} supplement add_respondent withdraw".split()))
ENDED = {Stage.CLOSED, Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.NO_COMPLAINT}
AFTER_THE_END = {
    Action.PREPARE_LETTERS,
    Action.SKIP_LETTERS,
    Action.RECORD_LETTER_SENT,
    Action.RECORD_LETTER_REFUSED,
    Action.RECORD_LETTER_IN_DOUBT,
    Action.RESEND_LETTER,
    Action.DROP_LETTER,
    Action.ADD_DOCUMENT,
    Action.CORRECT,
    Action.INSPECT,
    Action.ASK_INSPECTION,
    Action.ANSWER_INSPECTION,
    Action.REOPEN,
    Action.RECEIVE_DIRECTLY,
    Action.KEEP_LONGER,
    Action.PLAN_IMPROVEMENT,
    Action.SKIP_IMPROVEMENT,
    Action.FINISH_IMPROVEMENT,
    Action.DROP_IMPROVEMENT,
    Action.KEEP_NO_LONGER,
    Action.PLAN_IMPROVEMENT,
    Action.SKIP_IMPROVEMENT,
    Action.FINISH_IMPROVEMENT,
    Action.DROP_IMPROVEMENT,
}


def _step(story: Story, step: Possible, on: date) -> Draft:
    return advance(
        story.complaint,
        step.action,
        by=actor(step.action, step.subject),
        roles=EVERYBODY,
        on=on,
        today=TODAY,
        calendar=CALENDAR,
        subject=step.subject,
        attributes=SAID.get(step.action, {}),
    )
