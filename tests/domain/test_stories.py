"""One happy story per rule, with its dates, as the regulation tells it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klachtbot.domain import errors
from klachtbot.domain.improvements import State, improvements
from klachtbot.domain.model import Action as Step
from klachtbot.domain.model import CalendarName, ComplaintId, FactName, Json, Respondent, Role, Series, Stage
from klachtbot.domain.procedure import available, fold, refusal, start
from klachtbot.domain.terms import Deadline, Status, Term, explain, running
from klachtbot.domain.workdays import DayKind, work_calendar
from tests.domain.histories import (
    CALENDAR,
    DEPUTY,
    EVERYBODY,
    OFFICER,
    ONE,
    PARTNER,
    RESPONDENT,
    SEATS,
    SECRETARY,
    SITUATIONS,
    TODAY,
    TWO,
    Story,
    acknowledged,
    advised,
    chosen,
    composed,
    deliberated,
    heard_out,
    improving,
    informed,
    planned,
    referred,
    registered,
    reported,
    second_held,
    settled,
    stored,
    unsettled,
)


def term(story: Story, name: Term, subject: str = "") -> Deadline:
    return next(one for one in running(story.complaint) if one.term is name and one.subject == subject)


def stands(story: Story, name: FactName, subject: str = "") -> bool:
    return any(fact.name is name and fact.subject == subject for fact in story.complaint.facts)


def test_r1_a_report_carries_the_contact_term_from_the_day_it_was_heard() -> None:
    story = reported(date(2026, 11, 2)).then(Step.REGISTER, on=date(2026, 11, 4))

    assert story.complaint.stage is Stage.REGISTERED
    assert term(story, Term.CONTACT).due_on == date(2026, 11, 5)


def test_r2_each_respondent_is_owed_the_news_and_one_may_be_added() -> None:
    story = acknowledged()
    added = Respondent("r2", None, "o2")

    story.then(Step.ADD_RESPONDENT, respondents=[{"ref": "r2", "person": None, "organisation": "o2"}])

    assert story.complaint.respondents == (*ONE, added)
    assert term(story, Term.INFORM, "r2").status is Status.RUNNING


def test_r2_who_is_added_later_is_owed_the_news_from_that_day() -> None:
    story = acknowledged().then(Step.ADD_RESPONDENT, respondents=[{"ref": "r2"}], on=date(2026, 11, 9))

    assert [term(story, Term.INFORM, ref).due_on for ref in ("r1", "r2")] == [date(2026, 11, 4), date(2026, 11, 9)]


def test_r2_a_complaint_about_the_organisation_has_nobody_to_inform() -> None:
    story = registered(respondents=()).then(Step.RECORD_CONTACT).then(Step.ACKNOWLEDGE)

    assert [one for one in running(story.complaint) if one.term is Term.INFORM] == []


def test_r3_taking_over_is_lasting() -> None:
    story = registered().then(Step.DEPUTISE).then(Step.TAKE_OVER, officer=DEPUTY)

    assert story.complaint.officer == DEPUTY
    assert not stands(story, FactName.DEPUTISED)


def test_r3_deputising_ends_when_the_officer_returns() -> None:
    story = registered().then(Step.DEPUTISE).then(Step.RETURN)

    assert story.complaint.officer == OFFICER
    assert not stands(story, FactName.DEPUTISED)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(date(2026, 11, 5), Status.MET, id="Thu 5 Nov, the third working day"),
        pytest.param(date(2026, 11, 6), Status.MET_LATE, id="Fri 6 Nov"),
    ],
)
def test_r4_contact_meets_its_term_by_the_day_it_happened(on: date, status: Status) -> None:
    story = registered(date(2026, 11, 2)).then(Step.RECORD_CONTACT, on=on)

    assert term(story, Term.CONTACT).status is status


def test_r4_an_attempt_does_not_meet_the_term() -> None:
    story = registered().then(Step.RECORD_ATTEMPT)

    assert term(story, Term.CONTACT).status is Status.RUNNING


def test_r4_contact_with_somebody_unknown_is_not_possible_and_never_late() -> None:
    story = registered(complainant_known=False)

    found = term(story, Term.CONTACT)

    assert (found.status, found.reason, found.overdue(TODAY)) == (Status.NOT_POSSIBLE, "nameless", False)


def test_r4_contact_runs_again_once_the_name_is_known() -> None:
    story = registered(complainant_known=False).then(Step.IDENTIFY_COMPLAINANT)

    assert term(story, Term.CONTACT).status is Status.RUNNING


def test_r4_an_explanation_that_was_skipped_stays_an_open_point() -> None:
    story = registered().then(Step.RECORD_CONTACT, explained=False)

    possible = {one.action for one in available(story.complaint, EVERYBODY, TODAY)}

    assert Step.RECORD_EXPLANATION in possible


def test_r5_after_contact_the_acknowledgement_is_wanted_that_day_and_late_after_the_r6_date() -> None:
    story = registered(date(2026, 11, 2)).then(Step.RECORD_CONTACT, on=date(2026, 11, 3))

    found = term(story, Term.ACKNOWLEDGEMENT)

    assert (found.rule, found.due_on, found.late_after) == ("R5", date(2026, 11, 3), date(2026, 11, 6))


def test_r5_an_acknowledgement_needs_to_say_what_it_is_about() -> None:
    story = registered(summarised=False).then(Step.RECORD_CONTACT)

    refused = refusal(story.complaint, Step.ACKNOWLEDGE, EVERYBODY, TODAY)

    assert isinstance(refused, errors.Missing)
    assert refused.facts == (FactName.SUMMARISED,)


def test_r6_without_contact_the_acknowledgement_is_due_the_day_after_the_r4_date() -> None:
    story = registered(date(2026, 11, 2))

    found = term(story, Term.ACKNOWLEDGEMENT)

    assert (found.rule, found.due_on, found.late_after) == ("R6", date(2026, 11, 6), date(2026, 11, 6))


def test_r6_the_contact_stays_owed_after_an_acknowledgement_without_it() -> None:
    story = registered(date(2026, 11, 2)).then(Step.ACKNOWLEDGE_WITHOUT_CONTACT, on=date(2026, 11, 6))

    found = term(story, Term.CONTACT)

    assert (found.status, found.overdue(date(2026, 11, 6))) == (Status.RUNNING, True)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(date(2026, 11, 4), Status.MET, id="Wed 4 Nov, the same day"),
        pytest.param(date(2026, 11, 5), Status.MET_LATE, id="Thu 5 Nov, the next"),
    ],
)
def test_r7_each_respondent_is_informed_on_the_day_of_the_acknowledgement(on: date, status: Status) -> None:
    story = registered(respondents=TWO).then(Step.RECORD_CONTACT).then(Step.ACKNOWLEDGE, on=date(2026, 11, 4))

    story.then(Step.INFORM_RESPONDENT, subject="r1", on=on)

    assert [term(story, Term.INFORM, ref).status for ref in ("r1", "r2")] == [status, Status.RUNNING]


def test_r8_the_conversation_is_due_two_weeks_after_the_acknowledgement() -> None:
    story = informed()

    found = term(story, Term.CONVERSATION)

    assert found.due_on == date(2026, 11, 18)
    assert [day.kind for day in explain(found)] == [DayKind.START] + [DayKind.CALENDAR_DAY] * 14


def test_r8_later_in_overleg_is_shown_apart_and_counts_as_late() -> None:
    story = planned().then(Step.AGREE_LATER, until="2026-11-30")

    found = term(story, Term.CONVERSATION)

    assert (found.status, found.agreed_for) == (Status.LATER, date(2026, 11, 30))
    assert term(story.then(Step.RECORD_CONVERSATION, on=date(2026, 11, 30)), Term.CONVERSATION).status is (
        Status.MET_LATE
    )


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(Step.PLAN_CONVERSATION, {"planned_for": "2026-11-03"}, id="planned for the day before"),
        pytest.param(Step.AGREE_LATER, {"until": "2026-11-04"}, id="later, on that very day"),
    ],
)
def test_r8_what_is_to_come_lies_ahead_of_the_day_it_is_agreed(step: Step, said: dict[str, Json]) -> None:
    story = informed()

    with pytest.raises(errors.NotAhead) as refused:
        story.then(step, on=date(2026, 11, 4), said=said)

    assert refused.value.field == next(iter(said))


def test_r8_a_conversation_that_nobody_planned_counts_when_it_is_held() -> None:
    story = informed().then(Step.RECORD_CONVERSATION, on=date(2026, 11, 5))

    assert term(story, Term.CONVERSATION).status is Status.MET


def test_r9_the_report_is_asked_for_by_the_third_working_day_and_never_late() -> None:
    story = heard_out("settled")

    found = term(story, Term.REPORT)

    assert (found.due_on, found.late_after) == (date(2026, 11, 17), None)


def test_r10_a_settled_complaint_gets_its_report_and_is_closed() -> None:
    story = settled().then(Step.CLOSE)

    assert story.complaint.stage is Stage.CLOSED


def test_r11_a_conversation_that_failed_never_blocks_the_way_to_the_committee() -> None:
    story = informed().then(Step.RECORD_NO_CONVERSATION).then(Step.WRITE_REPORT).then(Step.SEND_REPORT_UNSETTLED)

    assert story.complaint.stage is Stage.UNSETTLED
    assert term(story, Term.CONVERSATION).status is Status.STOPPED


def test_r12_the_choice_for_the_committee_sends_the_dossier_there() -> None:
    story = referred()

    assert story.complaint.stage is Stage.REFERRED
    assert term(story, Term.DELIBERATION).started_on == date(2026, 11, 17)


def test_r12_a_complaint_written_to_the_committee_counts_from_when_the_committee_got_it() -> None:
    story = unsettled().then(Step.RECEIVE_DIRECTLY, on=date(2026, 11, 14))

    assert term(story, Term.DELIBERATION).due_on == date(2026, 11, 28)


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(date(2026, 11, 13), id="Fri 13 Nov, the day of the outcome"),
        pytest.param(date(2026, 11, 14), id="Sat 14 Nov"),
    ],
)
def test_r12_the_committee_may_have_had_it_before_the_choice_was_heard(on: date) -> None:
    told = chosen("committee").then(Step.REFER, on=on)
    put_right = referred().then(Step.CORRECT, on=on, fact="received_by_committee", reason="-")

    assert term(told, Term.DELIBERATION).due_on == on + timedelta(days=14)
    assert term(put_right, Term.DELIBERATION).due_on == on + timedelta(days=14)


def test_r12_the_committee_never_has_it_before_the_outcome() -> None:
    story = chosen("committee")

    with pytest.raises(errors.OutOfOrder) as caught:
        story.then(Step.REFER, on=date(2026, 11, 11))

    assert caught.value.fact is FactName.UNSATISFIED


def test_r12_a_later_choice_reopens() -> None:
    story = chosen("no_step").then(Step.CLOSE).then(Step.REOPEN)

    assert story.complaint.stage is Stage.UNSETTLED
    assert not stands(story, FactName.CLOSED)


def test_r12_a_complaint_without_a_choice_is_reminded_and_closed() -> None:
    story = unsettled().then(Step.REMIND_OF_CHOICE, on=date(2026, 11, 30)).then(Step.CLOSE_WITHOUT_CHOICE)

    assert (story.complaint.stage, term(story, Term.CHOICE).status) == (Stage.CLOSED, Status.STOPPED)


def test_r12_who_was_reminded_has_the_two_weeks_once_more() -> None:
    story = unsettled()
    before = term(story, Term.CHOICE).due_on

    story.then(Step.REMIND_OF_CHOICE, on=date(2026, 11, 30))

    assert (before, term(story, Term.CHOICE).due_on) == (date(2026, 11, 27), date(2026, 12, 14))
    assert term(story, Term.CHOICE).status is Status.RUNNING


def test_r13_who_keeps_a_seat_need_not_declare_again_when_another_is_replaced() -> None:
    story = composed()
    for seat in SEATS:
        story.then(Step.DECLARE_UNINVOLVED, subject=seat)

    story.then(Step.COMPOSE_PANEL, seats={**SEATS, "partner_member": "substitute"})

    declared = {seat for seat in SEATS if stands(story, FactName.DECLARED_UNINVOLVED, seat)}
    assert declared == {"chair", "municipal_official"}


def test_r13_nobody_declares_for_another_seat_without_saying_so() -> None:
    story = composed()

    with pytest.raises(errors.NotYourStep):
        story.then(Step.DECLARE_UNINVOLVED, subject="chair", by=PARTNER, roles=frozenset({Role.MEMBER}))
    story.then(
        Step.DECLARE_UNINVOLVED,
        subject="chair",
        by=SECRETARY,
        roles=frozenset({Role.SECRETARY}),
        on_behalf_of="chair",
    )
    assert stands(story, FactName.DECLARED_UNINVOLVED, "chair")


def test_r14_each_requested_document_has_its_own_term() -> None:
    story = composed().then(Step.REQUEST_DOCUMENT).then(Step.REQUEST_DOCUMENT)

    story.then(Step.DELIVER_DOCUMENT, subject="d1", on=date(2026, 11, 18))

    assert [term(story, Term.DOCUMENTS, ref).status for ref in ("d1", "d2")] == [Status.MET, Status.RUNNING]


def test_r15_skipping_the_deliberation_meets_its_term_and_starts_the_hearing_term() -> None:
    story = composed().then(Step.SKIP_DELIBERATION, on=date(2026, 11, 20))

    assert term(story, Term.DELIBERATION).status is Status.MET
    assert term(story, Term.HEARING).due_on == date(2026, 12, 4)


def test_r16_the_hearing_is_due_two_weeks_after_the_deliberation() -> None:
    story = deliberated()

    assert term(story, Term.HEARING).due_on == date(2026, 12, 10)


def test_r17_a_second_hearing_is_followed_by_a_deliberation_of_its_own() -> None:
    story = second_held()

    assert term(story, Term.SECOND_HEARING).status is Status.MET
    assert term(story, Term.RULING).started_on == date(2026, 12, 14)


def test_r18_the_chair_makes_one_ruling_which_is_sent_before_closing() -> None:
    story = second_held().then(Step.RULE, on=date(2026, 12, 16)).then(Step.SEND_RULING).then(Step.CLOSE)

    assert stands(story, FactName.UPHELD)
    assert story.complaint.stage is Stage.CLOSED


def test_r18_advice_belongs_to_a_complaint_that_is_upheld() -> None:
    with pytest.raises(errors.AdviceWithDismissed) as caught:
        second_held().then(Step.RULE, ruling="dismissed", advice=True, recommendation="let two people answer")

    assert caught.value.field == "recommendation"


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"fact": "ruled"}, id="its day"),
        pytest.param({"fact": "upheld"}, id="its outcome"),
        pytest.param({"fact": "", "corrects": ["reasons"]}, id="its reasons"),
        pytest.param({"fact": "", "corrects": ["recommendation"]}, id="its advice"),
    ],
)
def test_r18_nobody_corrects_a_ruling(said: dict[str, Json]) -> None:
    with pytest.raises(errors.RulingStands):
        advised().then(Step.CORRECT, said=said)


def test_r18_each_member_but_the_chair_is_asked_whether_they_agree_and_blocks_nothing() -> None:
    story = advised().then(Step.SEND_RULING)

    asked = {one.subject: one.due_on for one in running(story.complaint) if one.term is Term.AGREEMENT}

    assert asked == {"partner_member": date(2026, 12, 14), "municipal_official": date(2026, 12, 14)}
    assert story.then(Step.CLOSE).complaint.stage is Stage.CLOSED


def test_r19_a_correction_is_a_new_entry_and_moves_the_term() -> None:
    story = registered(date(2026, 11, 3)).then(Step.CORRECT, fact="received", on=date(2026, 11, 2))

    assert story.complaint.received_on == date(2026, 11, 2)
    assert term(story, Term.CONTACT).due_on == date(2026, 11, 5)
    assert story.complaint.version == 2


@pytest.mark.parametrize(
    ("fact", "on"),
    [
        pytest.param("received", date(2026, 11, 5), id="received Thu 5 Nov, after the contact of Wed 4 Nov"),
        pytest.param("acknowledged", date(2026, 11, 3), id="acknowledged Tue 3 Nov, before that contact"),
    ],
)
def test_r19_a_correction_keeps_the_order_of_things(fact: str, on: date) -> None:
    story = acknowledged()

    with pytest.raises(errors.OutOfOrder):
        story.then(Step.CORRECT, fact=fact, on=on)


def test_r19_what_was_recorded_together_moves_together() -> None:
    story = heard_out("settled").then(Step.WRITE_REPORT, on=date(2026, 11, 13))

    story.then(Step.CORRECT, fact="conversation_held", on=date(2026, 11, 13))
    story.then(Step.SEND_REPORT_SETTLED, on=date(2026, 11, 13))

    moved = {fact.name for fact in story.complaint.facts if fact.on == date(2026, 11, 13)}
    assert moved >= {FactName.CONVERSATION_HELD, FactName.SATISFIED}
    assert story.complaint.stage is Stage.SETTLED


def test_r19_words_are_corrected_without_moving_a_date() -> None:
    story = acknowledged()
    before = story.complaint.facts

    story.then(Step.CORRECT, on=date(2026, 11, 9), said={"fact": None, "corrects": ["complainant"]})

    assert story.complaint.facts == before


def test_r20_a_respondent_inspects_from_the_day_of_being_informed() -> None:
    mine = frozenset({Role.RESPONDENT})

    before = {one.action for one in available(acknowledged().complaint, mine, TODAY)}
    after = {one.action for one in available(informed().complaint, mine, TODAY)}

    assert (before, after) == ({Step.ASK_INSPECTION}, {Step.INSPECT})


def test_r20_asking_before_that_is_a_task_for_the_same_working_day() -> None:
    story = acknowledged().then(Step.ASK_INSPECTION, subject="r1", by=RESPONDENT, on=date(2026, 11, 7))

    assert term(story, Term.INSPECTION, "r1").due_on == date(2026, 11, 9)


def test_r20_asking_is_answered_also_when_the_complaint_has_ended() -> None:
    story = acknowledged().then(Step.WITHDRAW).then(Step.ASK_INSPECTION, subject="r1", by=RESPONDENT)

    assert term(story, Term.INSPECTION, "r1").status is Status.RUNNING


def test_r20_nobody_inspects_the_dossier_of_another_respondent() -> None:
    story = registered(respondents=TWO).then(Step.INFORM_RESPONDENT, subject="r2")

    possible = available(story.complaint, frozenset({Role.RESPONDENT}), TODAY, person=RESPONDENT)

    assert {one.subject for one in possible} == {"r1"}
    with pytest.raises(errors.NotYourStep):
        story.then(Step.INSPECT, subject="r2", by=RESPONDENT, roles=frozenset({Role.RESPONDENT}))


def test_r25_closing_asks_what_was_learned() -> None:
    with pytest.raises(errors.Incomplete):
        settled().then(Step.CLOSE, learning=None)


def test_r25_advice_asks_what_is_done_about_it_also_after_closing() -> None:
    story = advised().then(Step.SEND_RULING).then(Step.CLOSE)

    assert (term(story, Term.ADVICE).due_on, term(story, Term.ADVICE).status) == (date(2026, 12, 16), Status.RUNNING)
    assert term(story.then(Step.SKIP_IMPROVEMENT), Term.ADVICE).status is Status.MET


def test_r25_closing_with_what_is_done_answers_the_advice_too() -> None:
    said: dict[str, Json] = {"action": "two people answer", "action_owner": DEPUTY, "action_due": "2027-03-01"}

    story = advised().then(Step.SEND_RULING).then(Step.CLOSE, said=said)

    assert term(story, Term.ADVICE).status is Status.MET
    assert stands(story, FactName.IMPROVEMENT_PLANNED, "a1")


def test_r25_what_is_done_is_owed_up_to_its_day_and_never_late_until_it_is_done() -> None:
    story = improving().then(Step.CLOSE)
    owed = term(story, Term.IMPROVEMENT, "a1")

    done = term(story.then(Step.FINISH_IMPROVEMENT, subject="a1"), Term.IMPROVEMENT, "a1")

    assert (owed.due_on, owed.late_after, explain(owed)) == (date(2027, 3, 1), None, ())
    assert (owed.status, done.status) == (Status.RUNNING, Status.MET)


def test_r25_what_is_dropped_is_owed_no_more_and_another_one_still_is() -> None:
    story = (
        improving()
        .then(Step.PLAN_IMPROVEMENT, said={"action": "write it down"})
        .then(Step.DROP_IMPROVEMENT, subject="a1")
    )

    assert [term(story, Term.IMPROVEMENT, ref).status for ref in ("a1", "a2")] == [Status.STOPPED, Status.RUNNING]
    assert [one.state for one in improvements(story.complaint)] == [State.DROPPED, State.OPEN]


def test_r25_a_day_that_no_calendar_knows_is_refused_at_its_field() -> None:
    with pytest.raises(errors.OutsideCalendar) as caught:
        advised().then(Step.PLAN_IMPROVEMENT, action_due="2099-01-01")

    assert caught.value.field == "action_due"


def test_r25_its_owner_says_that_it_is_done_and_takes_no_other_step() -> None:
    story, owner = improving(), frozenset({Role.OWNER})

    possible = available(story.complaint, owner, TODAY, person=DEPUTY)

    assert [(one.action, one.subject) for one in possible] == [(Step.FINISH_IMPROVEMENT, "a1")]
    with pytest.raises(errors.NotYourStep):
        story.then(Step.FINISH_IMPROVEMENT, subject="a1", by=PARTNER, roles=owner)


def test_ours_solved_without_a_conversation_still_owes_the_acknowledgement() -> None:
    story = registered().then(Step.SOLVE_WITHOUT_CONVERSATION).then(Step.WRITE_REPORT).then(Step.SEND_REPORT_SETTLED)

    refused = refusal(story.complaint, Step.CLOSE, EVERYBODY, TODAY)

    assert isinstance(refused, errors.Missing)
    assert term(story, Term.ACKNOWLEDGEMENT).status is Status.RUNNING


@pytest.mark.parametrize("situation", ["withdrawn", "elsewhere", "closed, settled"])
def test_ours_terms_stop_when_a_complaint_ends(situation: str) -> None:
    story = SITUATIONS[situation]()

    statuses = {one.status for one in running(story.complaint)}

    assert statuses <= {Status.STOPPED, Status.MET, Status.MET_LATE}


def test_ours_what_cannot_wait_makes_the_terms_wait_with_the_reason() -> None:
    story = registered(safety="crime")

    found = term(story, Term.CONTACT)

    assert (found.status, found.reason) == (Status.WAITING, "safety")
    assert term(story.then(Step.RELEASE_HOLD), Term.CONTACT).status is Status.RUNNING


def test_a_deadline_keeps_the_days_it_was_computed_with() -> None:
    closed = work_calendar(CalendarName.PUBLIC, [date(2026, 11, 3)])
    drafts = start(by=OFFICER, officer=OFFICER, received_on=date(2026, 11, 2), today=date(2026, 11, 2), calendar=closed)

    found = running(fold(ComplaintId("c1"), "K-2026-001", Series.ORDINARY, stored(drafts)))[0]

    assert CALENDAR.is_working_day(date(2026, 11, 3))
    assert found.due_on == date(2026, 11, 6)
    assert explain(found)[1].kind is DayKind.CLOSING_DAY


def both_unaware() -> Story:
    """Acknowledged on Wednesday 4 November 2026; neither respondent knows of it yet."""
    return registered(respondents=TWO, contacted_on=date(2026, 11, 4)).then(Step.ACKNOWLEDGE, on=date(2026, 11, 4))


def withdrawn(story: Story, ref: str) -> Story:
    return story.then(Step.CORRECT, fact=None, withdrawn=ref, reason="een naamgenoot")


def test_r2_who_was_entered_by_mistake_is_owed_nothing_any_more() -> None:
    story = withdrawn(both_unaware(), "r2")

    assert [one.ref for one in story.complaint.respondents] == ["r1"]
    assert {one.subject for one in running(story.complaint) if one.term is Term.INFORM} == {"r1"}
    assert story.complaint.version == len(story.drafts)


@pytest.mark.parametrize("told", [Step.INFORM_RESPONDENT, Step.RECORD_INFORM_ATTEMPT])
def test_r2_who_was_told_or_nearly_is_taken_out_no_more(told: Step) -> None:
    story = both_unaware().then(told, subject="r2")

    with pytest.raises(errors.AlreadyDone):
        withdrawn(story, "r2")


@pytest.mark.parametrize("ref", ["r3", "d1", ""])
def test_r2_only_a_respondent_is_taken_out(ref: str) -> None:
    with pytest.raises(errors.UnknownSubject):
        withdrawn(both_unaware(), ref)


def test_r2_taking_somebody_out_needs_a_reason() -> None:
    with pytest.raises(errors.Incomplete):
        both_unaware().then(Step.CORRECT, fact=None, withdrawn="r2", reason="")
