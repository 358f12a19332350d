"""Stories to test with: a dossier that grows by real steps, and the situations it can be in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Self

from klachtbot.domain.model import (
    Action,
    CalendarName,
    Complaint,
    ComplaintId,
    Draft,
    Event,
    Json,
    Notice,
    PersonId,
    Respondent,
    Role,
    Series,
)
from klachtbot.domain.procedure import advance, fold, report, start
from klachtbot.domain.workdays import work_calendar

A = Action
CALENDAR = work_calendar(CalendarName.PUBLIC)
TODAY = date(2026, 12, 31)
OFFICER, DEPUTY, SUPERVISOR = PersonId("officer"), PersonId("deputy"), PersonId("supervisor")
REPORTER, RESPONDENT, COMPLAINANT = PersonId("reporter"), PersonId("respondent"), PersonId("complainant")
CHAIR, PARTNER, OFFICIAL, SECRETARY = (PersonId(n) for n in ("chair", "partner", "official", "secretary"))
SEATS: dict[str, Json] = {"chair": CHAIR, "partner_member": PARTNER, "municipal_official": OFFICIAL}
ONE = (Respondent("r1", RESPONDENT, "o1"),)
TWO = (*ONE, Respondent("r2", PersonId("second"), "o2"))
EVERYBODY = frozenset(Role)

SAID: Mapping[Action, Mapping[str, Json]] = {
    A.DISMISS_REPORT: {"reason": "double"},
    A.RELEASE: {"officer": OFFICER},
    A.KEEP_LONGER: {"reason": "-"},
    A.ADD_RESPONDENT: {"respondents": [{"ref": "r9", "person": None, "organisation": ""}]},
    A.TAKE_OVER: {"officer": DEPUTY},
    A.HAND_OVER: {"officer": DEPUTY, "reason": "-"},
    A.STEP_BACK: {"officer": DEPUTY},
    A.HOLD_FOR_SAFETY: {"safety": "safety"},
    A.RECORD_CONTACT: {"explained": True},
    A.HOLD_ACKNOWLEDGEMENT: {"reason": "wait"},
    A.PLAN_CONVERSATION: {"planned_for": "2027-01-12"},
    A.MOVE_CONVERSATION: {"planned_for": "2027-01-13"},
    A.AGREE_LATER: {"until": "2027-01-29", "wished_by": "complainant"},
    A.RECORD_CONVERSATION: {"outcome": "unsettled"},
    A.RECORD_NO_CONVERSATION: {"reason": "ill"},
    A.SEND_REPORT_UNSETTLED: {"next_steps": True, "committee_contact": True},
    A.RECORD_CHOICE: {"choice": "committee"},
    A.COMPOSE_PANEL: {"seats": SEATS, "secretary": SECRETARY},
    A.REQUEST_DOCUMENT: {"holder": "officer", "what": "the notes"},
    A.DELIVER_DOCUMENT: {"documents": ["x1"]},
    A.REFUSE_DOCUMENT: {"reason": "-"},
    A.PLAN_HEARING: {"planned_for": "2027-02-14"},
    A.MOVE_HEARING: {"planned_for": "2027-02-15"},
    A.PLAN_SECOND_HEARING: {"planned_for": "2027-02-21", "missing": "the planner's view"},
    A.RULE: {"reasons": "document", "ruling": "upheld"},
    A.ADD_DOCUMENT: {"document": "x1"},
    A.CORRECT: {"fact": "registered", "reason": "typed wrongly"},
    A.SEND_ELSEWHERE: {"forwarded": "no_consent"},
    A.CHANGE_SUBJECT: {"subject": "about the phone", "reason": "heard more"},
    A.SOLVE_WITHOUT_CONVERSATION: {"agreements": "call back"},
    A.WRITE_REPORT: {"report": "file"},
    A.CLOSE: {"learning": "none", "lesson": "nothing new"},
    A.CLOSE_WITHOUT_CHOICE: {"learning": "none", "lesson": "nothing new"},
    A.PLAN_IMPROVEMENT: {"action": "two people answer", "action_owner": DEPUTY, "action_due": "2027-03-01"},
    A.SKIP_IMPROVEMENT: {"reason": "done already"},
    A.FINISH_IMPROVEMENT: {"result": "two people answer"},
    A.DROP_IMPROVEMENT: {"reason": "no longer needed"},
    A.PREPARE_LETTERS: {
        "notice": "closing",
        "letters": [{"ref": "b9", "to": "complainant", "means": "post", "document": "x"}],
    },
    A.SKIP_LETTERS: {"cause": 1, "reason": "-"},
    A.RECORD_LETTER_REFUSED: {"code": "550"},
    A.RESEND_LETTER: {"means": "post"},
    A.DROP_LETTER: {"reason": "-"},
}
"""What a form would say, so that a step is complete."""


def actor(action: Action, subject: str) -> PersonId:
    """Who takes this step in a story: the officer, unless it is somebody's own."""
    if action in (A.ASK_INSPECTION, A.INSPECT):
        return next((one.person for one in TWO if one.ref == subject and one.person), OFFICER)
    return PersonId(str(SEATS[subject])) if subject in SEATS else OFFICER


def stored(drafts: tuple[Draft, ...], seq: int = 1) -> tuple[Event, ...]:
    at = datetime(2026, 11, 1, 8, tzinfo=UTC)
    return tuple(
        Event(n, at, d.action, d.by, d.on, d.facts, d.stage, d.subject, d.attributes, d.details)
        for n, d in enumerate(drafts, seq)
    )


@dataclass
class Story:
    """A dossier that grows. ``on`` is the day of the next step."""

    complaint: Complaint
    on: date
    drafts: list[Draft] = field(default_factory=list)

    def then(
        self,
        action: Action,
        *,
        on: date | None = None,
        by: PersonId | None = None,
        subject: str = "",
        roles: frozenset[Role] = EVERYBODY,
        today: date = TODAY,
        said: Mapping[str, Json] | None = None,
        **more: Json,
    ) -> Self:
        self.on = on or self.on
        draft = advance(
            self.complaint,
            action,
            by=by or actor(action, subject),
            roles=roles,
            on=self.on,
            today=today,
            calendar=CALENDAR,
            subject=subject,
            attributes={**SAID.get(action, {}), **(said or {}), **more},
        )
        return self.add(draft)

    def add(self, *drafts: Draft) -> Self:
        self.drafts += drafts
        events = (*self.complaint.events, *stored(drafts, self.complaint.version + 1))
        self.complaint = fold(self.complaint.id, self.complaint.number, self.complaint.series, events)
        return self


def registered(
    received_on: date = date(2026, 11, 2),
    respondents: tuple[Respondent, ...] = ONE,
    contacted_on: date | None = None,
    today: date | None = None,
    said: Mapping[str, Json] | None = None,
    **more: Json,
) -> Story:
    drafts = start(
        by=OFFICER,
        officer=OFFICER,
        received_on=received_on,
        today=today or contacted_on or received_on,
        calendar=CALENDAR,
        respondents=respondents,
        complainant=COMPLAINANT,
        contacted_on=contacted_on,
        attributes={"channel": "phone", **(said or {}), **more},
    )
    complaint = fold(ComplaintId("c1"), "K-2026-001", Series.ORDINARY, stored(drafts))
    return Story(complaint, contacted_on or received_on, list(drafts))


def reported(received_on: date = date(2026, 11, 2), series: Series = Series.ORDINARY) -> Story:
    draft = report(
        by=REPORTER,
        officer=OFFICER,
        received_on=received_on,
        today=received_on,
        calendar=CALENDAR,
        attributes={"about": "staff"},
    )
    return Story(fold(ComplaintId("c1"), None, series, stored((draft,))), received_on, [draft])


def contacted() -> Story:
    return registered().then(A.RECORD_CONTACT, on=date(2026, 11, 4))


def acknowledged() -> Story:
    return contacted().then(A.ACKNOWLEDGE, on=date(2026, 11, 4))


def informed() -> Story:
    return acknowledged().then(A.INFORM_RESPONDENT, subject="r1")


def letter(ref: str, to: str = "complainant", means: str = "email") -> dict[str, Json]:
    return {"ref": ref, "to": to, "means": means, "document": f"doc-{ref}", "mail": f"mail-{ref}"}


def lettered(story: Story, notice: Notice, *letters: dict[str, Json], cause: int = 0) -> Story:
    """These letters are prepared."""
    return story.then(A.PREPARE_LETTERS, notice=notice.value, letters=list(letters), cause=cause)


def underway() -> Story:
    return lettered(contacted(), Notice.ACKNOWLEDGEMENT, letter("b1"))


def planned() -> Story:
    return informed().then(A.PLAN_CONVERSATION)


def heard_out(outcome: str) -> Story:
    return planned().then(A.RECORD_CONVERSATION, on=date(2026, 11, 12), outcome=outcome)


def settled() -> Story:
    return heard_out("settled").then(A.WRITE_REPORT, on=date(2026, 11, 13)).then(A.SEND_REPORT_SETTLED)


def unsettled() -> Story:
    return heard_out("unsettled").then(A.WRITE_REPORT, on=date(2026, 11, 13)).then(A.SEND_REPORT_UNSETTLED)


def chosen(choice: str) -> Story:
    return unsettled().then(A.RECORD_CHOICE, on=date(2026, 11, 16), choice=choice)


def referred() -> Story:
    return chosen("committee").then(A.REFER, on=date(2026, 11, 17))


def composed() -> Story:
    return referred().then(A.SUPPLEMENT, consent=True).then(A.COMPOSE_PANEL)


def deliberated() -> Story:
    story = composed().then(A.CONFIRM_PANEL)
    for seat in SEATS:
        story.then(A.DECLARE_UNINVOLVED, subject=seat)
    return story.then(A.RECORD_DELIBERATION, on=date(2026, 11, 26))


def hearing_held() -> Story:
    return deliberated().then(A.PLAN_HEARING).then(A.RECORD_HEARING, on=date(2026, 12, 7))


def second_planned() -> Story:
    return hearing_held().then(A.RECORD_CLOSING_DELIBERATION).then(A.PLAN_SECOND_HEARING)


def second_held() -> Story:
    return second_planned().then(A.RECORD_SECOND_HEARING, on=date(2026, 12, 14)).then(A.RECORD_CLOSING_DELIBERATION)


def ruled() -> Story:
    return hearing_held().then(A.RECORD_CLOSING_DELIBERATION).then(A.RULE, on=date(2026, 12, 9))


def advised() -> Story:
    story = hearing_held().then(A.RECORD_CLOSING_DELIBERATION)
    return story.then(A.RULE, on=date(2026, 12, 9), advice=True, recommendation="let two people answer")


def improving() -> Story:
    return advised().then(A.SEND_RULING).then(A.PLAN_IMPROVEMENT)


def unheard() -> Story:
    """The complainant was never reached, nor the respondent, and yet it came to the committee."""
    story = registered().then(A.RECORD_NO_CONVERSATION, on=date(2026, 11, 5)).then(A.WRITE_REPORT)
    return story.then(A.SEND_REPORT_UNSETTLED).then(A.RECORD_CHOICE).then(A.REFER)


SITUATIONS: Mapping[str, Callable[[], Story]] = {
    "reported": reported,
    "reported, to the supervisor": lambda: reported(series=Series.SUPERVISOR),
    "no complaint": lambda: reported().then(A.DISMISS_REPORT),
    "registered": registered,
    "registered, name not known": lambda: registered(complainant_known=False),
    "registered, cannot wait": lambda: registered(safety="crime"),
    "registered, deputised": lambda: registered().then(A.DEPUTISE),
    "registered, acknowledgement held": lambda: registered().then(A.HOLD_ACKNOWLEDGEMENT),
    "registered, inspection asked": lambda: registered().then(A.ASK_INSPECTION, subject="r1"),
    "contacted": contacted,
    "contacted, regulation not explained": lambda: registered().then(A.RECORD_CONTACT, explained=False),
    "contacted, subject not clear": lambda: registered(summarised=False).then(A.RECORD_CONTACT),
    "acknowledged": acknowledged,
    "acknowledged before contact": lambda: registered().then(A.ACKNOWLEDGE_WITHOUT_CONTACT, on=date(2026, 11, 6)),
    "informed": informed,
    "planned": planned,
    "heard out, satisfied": lambda: heard_out("settled"),
    "heard out, not satisfied, report written": lambda: heard_out("unsettled").then(A.WRITE_REPORT),
    "solved before acknowledgement": lambda: registered().then(A.SOLVE_WITHOUT_CONVERSATION),
    "settled": settled,
    "settled, nobody spoken to": lambda: (
        registered().then(A.SOLVE_WITHOUT_CONVERSATION).then(A.WRITE_REPORT).then(A.SEND_REPORT_SETTLED)
    ),
    "unsettled": unsettled,
    "unsettled, reminded": lambda: unsettled().then(A.REMIND_OF_CHOICE, on=date(2026, 11, 27)),
    "committee chosen": lambda: chosen("committee"),
    "no further step": lambda: chosen("no_step"),
    "referred": referred,
    "referred, nobody spoken to": unheard,
    "referred, report not sent": lambda: heard_out("unsettled").then(A.WRITE_REPORT).then(A.RECEIVE_DIRECTLY),
    "referred, panel composed": composed,
    "referred, member involved": lambda: composed().then(A.CONFIRM_PANEL).then(A.DECLARE_INVOLVED, subject="chair"),
    "referred, document requested": lambda: referred().then(A.REQUEST_DOCUMENT),
    "referred, document refused": lambda: referred().then(A.REQUEST_DOCUMENT).then(A.REFUSE_DOCUMENT, subject="d1"),
    "deliberated": deliberated,
    "hearing planned": lambda: deliberated().then(A.PLAN_HEARING),
    "hearing held": hearing_held,
    "second hearing planned": second_planned,
    "second hearing held": second_held,
    "ruled": ruled,
    "ruling sent": lambda: ruled().then(A.SEND_RULING),
    "ruling sent, with advice": lambda: advised().then(A.SEND_RULING),
    "closed, improvement planned": lambda: improving().then(A.CLOSE),
    "closed, settled": lambda: settled().then(A.CLOSE),
    "closed, unsettled": lambda: chosen("no_step").then(A.CLOSE),
    "closed after ruling": lambda: ruled().then(A.SEND_RULING).then(A.CLOSE),
    "withdrawn": lambda: acknowledged().then(A.WITHDRAW),
    "withdrawn, kept longer": lambda: acknowledged().then(A.WITHDRAW).then(A.KEEP_LONGER),
    "elsewhere": lambda: registered().then(A.SEND_ELSEWHERE),
    "contacted, letter prepared": underway,
    "contacted, letter sent": lambda: underway().then(A.RECORD_LETTER_SENT, subject="b1"),
    "contacted, letter given up": lambda: underway().then(A.DROP_LETTER, subject="b1"),
}
"""Where a dossier can be, each reached by real steps."""
