"""What every form of a step becomes: what was filled in, told to the use case that takes the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from klachtbot.domain.letters import Means
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json, Notice, PersonId, Seat
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack.fields import FileRef, Value
from klachtbot.slack.forms import Carried
from klachtbot.slack.screens.letters import TITLES
from klachtbot.slack.steps import COLLEAGUE, DOCUMENT, FACT, ORGANISATION, WHICH, WITHDRAWN, StepForm
from klachtbot.slack.steps.letters import ADDRESS, ANEW
from klachtbot.slack.steps.row import ON
from klachtbot.usecases.add_document import Added, HandedOver, add_document
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.addresses import is_email
from klachtbot.usecases.change_officer import hand_over, step_back, take_over
from klachtbot.usecases.correct_name import correct_name
from klachtbot.usecases.documents import DocumentKind, Reading
from klachtbot.usecases.give_back import stop_standing_in
from klachtbot.usecases.letter_by_hand import drop, record_sent, resend
from klachtbot.usecases.panel import compose_panel, record_answer
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.requested_documents import deliver_document, request_document
from klachtbot.usecases.send_letters import skip_letters
from klachtbot.usecases.take_step import NothingSaid, take_step
from klachtbot.usecases.withdraw_respondent import withdraw_respondent


class Step(TypedDict):
    """What every use case that takes a step wants to know."""

    by: Person | None
    today: date
    calendar: WorkCalendar
    complaint: ComplaintId
    version: int
    submission: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form of a step said, and who by; ``people`` are those chosen in Slack, as we know them. ``behalf``: what
    was said about the member it is recorded for, as attributes; nothing when it is their own step."""

    uow: UnitOfWork
    by: Person | None
    today: date
    calendar: WorkCalendar
    carried: Carried
    row: StepForm
    values: Mapping[str, Value]
    people: tuple[PersonId, ...] = ()
    mails: bool = False
    behalf: Mapping[str, Json] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return str(self.values.get(key) or "")

    def ticked(self, key: str) -> tuple[str, ...]:
        """The codes that were ticked, or the one that was chosen."""
        value = self.values.get(key)
        codes = value if isinstance(value, tuple) else (value,)
        return tuple(code for code in codes if isinstance(code, str))

    def files(self, key: str) -> tuple[HandedOver, ...]:
        value = self.values.get(key)
        refs = value if isinstance(value, tuple) else ()
        return tuple(HandedOver(ref.id, ref.name, ref.size) for ref in refs if isinstance(ref, FileRef))

    def step(self) -> Step:
        """What every step is called with."""
        return {
            "by": self.by,
            "today": self.today,
            "calendar": self.calendar,
            "complaint": ComplaintId(self.carried.complaint),
            "version": self.carried.version,
            "submission": self.carried.submission,
        }


def plainly(said: Taken) -> Complaint:
    """Most steps: the codes and the words of the form, as they are."""
    day = said.values.get(said.row.on or ON)
    codes = {key: code for key in said.row.codes if (code := _code(said.values[key]))}
    codes |= {flag.key: flag.value for flag in said.row.flags if flag.tick in said.ticked(flag.field)}
    if said.row.chosen and said.people:
        codes[said.row.chosen] = said.people[0]
    told: dict[str, Json] = {key: text for key in said.row.told if (text := said.text(key))}
    return _taken(said, codes, told, on=day if isinstance(day, date) else None)


def _supplement(said: Taken) -> Complaint:
    """What is known now, which must be something."""
    if not any(said.values.values()):
        raise NothingSaid
    return plainly(said)


def _correct(said: Taken) -> Complaint:
    """A name, a date, or the words of the form that are not the reason why."""
    told: dict[str, Json] = {key: said.text(key) for key in said.row.told}
    if WITHDRAWN in said.row.codes:
        return withdraw_respondent(said.uow, ref=said.text(WITHDRAWN), reason=said.text("reason"), **said.step())
    if WHICH in said.values:
        which, name, reason = (said.text(key) for key in (WHICH, "name", "reason"))
        return correct_name(said.uow, respondent=which, name=name, reason=reason, **said.step())
    if not said.row.on:
        return _taken(said, {"corrects": [key for key in said.row.told if key != "reason"]}, told, on=None)
    fact, _, whose = said.text(FACT).partition(":")
    day = said.values[said.row.on]
    assert isinstance(day, date), "a required field"
    return _taken(said, {"fact": fact, "of": whose}, told, on=day)


def _taken(said: Taken, codes: Mapping[str, Json], told: Mapping[str, Json], *, on: date | None) -> Complaint:
    return take_step(
        said.uow,
        action=said.row.action,
        subject=said.carried.subject,
        on=on,
        attributes={**codes, **said.behalf},
        details=told,
        **said.step(),
    )


def _code(value: Value) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    return [str(code) for code in value] if isinstance(value, tuple) else str(value or "")


def _hand_over(said: Taken) -> Complaint:
    return hand_over(
        said.uow,
        officer=PersonId(said.text(COLLEAGUE)),
        reason=said.text("reason"),
        **said.step(),
    )


def _letter_sent(said: Taken) -> Complaint:
    day = said.values["on"]
    assert isinstance(day, date), "a required field"
    return record_sent(said.uow, letter=said.carried.subject, on=day, **said.step())


def _resend(said: Taken) -> Complaint:
    address = said.text(ADDRESS).strip()
    means = Means.EMAIL if is_email(address) and said.mails else Means.POST
    return resend(said.uow, letter=said.carried.subject, means=means, address=address, **said.step())


def _drop(said: Taken) -> Complaint:
    anew = ANEW in said.ticked(ANEW)
    return drop(said.uow, letter=said.carried.subject, reason=said.text("reason"), anew=anew, **said.step())


def _skip(said: Taken) -> Complaint:
    cause, _, notice = said.carried.subject.partition(":")
    return skip_letters(
        said.uow,
        cause=int(cause) if cause.isdecimal() else 0,
        notice=Notice(notice) if notice in TITLES else None,
        reason=said.text("reason"),
        **said.step(),
    )


def _take_over(said: Taken) -> Complaint:
    return take_over(
        said.uow,
        **said.step(),
    )


def _stop_standing_in(said: Taken) -> Complaint:
    return stop_standing_in(said.uow, **said.step())


def _step_back(said: Taken) -> Complaint:
    return step_back(
        said.uow,
        **said.step(),
    )


def _add_respondent(said: Taken) -> Complaint:
    return add_respondent(
        said.uow,
        names=said.text("names"),
        people_chosen=said.people,
        organisation=said.text(ORGANISATION),
        **said.step(),
    ).complaint


def _add_document(said: Taken) -> Complaint:
    (shielded,) = said.files("shielded") or (None,)
    added = Added(
        files=said.files("files"),
        kind=DocumentKind(said.text("kind")),
        reading=Reading(said.text("reading")),
        shielded=shielded,
        reason=said.text("reason"),
    )
    return add_document(said.uow, added=added, **said.step())


def _compose(said: Taken) -> Complaint:
    return compose_panel(
        said.uow,
        seats={seat: PersonId(said.text(seat)) for seat in Seat},
        ground=said.text("ground"),
        secretary=said.text("secretary"),
        **said.step(),
    )


def _answer(said: Taken) -> Complaint:
    """What the chair or a member answered, told to who records it."""
    day = said.values["on"]
    assert isinstance(day, date), "a required field"
    involved = said.row.action is Action.DECLARE_UNINVOLVED and said.text("answer") == "involved"
    return record_answer(
        said.uow,
        action=Action.DECLARE_INVOLVED if involved else said.row.action,
        seat=said.carried.subject or Seat.CHAIR.value,
        on=day,
        means=said.text("means"),
        ground=said.text("ground"),
        document=said.text(DOCUMENT),
        **said.step(),
    )


def _request(said: Taken) -> Complaint:
    day = said.values.get(ON)
    codes = {key: code for key in said.row.codes if (code := _code(said.values[key]))}
    return request_document(
        said.uow,
        on=day if isinstance(day, date) else None,
        codes={**codes, **said.behalf},
        told={key: text for key in said.row.told if (text := said.text(key))},
        **said.step(),
    )


def _deliver(said: Taken) -> Complaint:
    return deliver_document(
        said.uow,
        request=said.carried.subject,
        added=Added(
            files=said.files("files"),
            kind=DocumentKind(said.text("kind")),
            reading=Reading(said.text("reading")),
            reason=said.text("reason"),
        ),
        existing=said.text(DOCUMENT),
        **said.step(),
    )


ANSWERS = frozenset({Action.CONFIRM_PANEL, Action.DECLARE_UNINVOLVED, Action.DECLARE_INVOLVED})

TAKERS: Mapping[Action, Callable[[Taken], Complaint]] = {
    Action.COMPOSE_PANEL: _compose,
    **dict.fromkeys(ANSWERS, _answer),
    Action.REQUEST_DOCUMENT: _request,
    Action.DELIVER_DOCUMENT: _deliver,
    Action.HAND_OVER: _hand_over,
    Action.RECORD_LETTER_SENT: _letter_sent,
    Action.RESEND_LETTER: _resend,
    Action.DROP_LETTER: _drop,
    Action.SKIP_LETTERS: _skip,
    Action.RETURN: _stop_standing_in,
    Action.TAKE_OVER: _take_over,
    Action.STEP_BACK: _step_back,
    Action.ADD_RESPONDENT: _add_respondent,
    Action.SUPPLEMENT: _supplement,
    Action.CORRECT: _correct,
    Action.ADD_DOCUMENT: _add_document,
}
"""Steps that decide more than the form says; all others are taken as they stand."""
