"""The same form sent again is answered as the first time; what was typed otherwise is never dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from klachtbot.domain import errors
from klachtbot.domain.model import AboutKind, Action, Complaint, PersonId
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.change_officer import hand_over, step_back
from klachtbot.usecases.dismiss_report import dismiss_report
from klachtbot.usecases.ports import Person
from klachtbot.usecases.register import Registered, Registration, register
from klachtbot.usecases.release_report import release_report
from klachtbot.usecases.report import Report, report
from tests.usecases.house import SECRET, House

MONDAY = date(2026, 3, 2)
FORM = Registration(
    received_on=MONDAY,
    channel="phone",
    name="Ada Okonkwo",
    contact="06 12 34 56 78",
    about="Tom Visser",
    subject="Niet teruggebeld",
)
TOLD = Report(MONDAY, AboutKind.STAFF, "Tom Visser", SECRET)


def registered(
    house: House, form: Registration, *, of: Complaint | None = None, by: Person | None = None
) -> Registered:
    with house.database.uow() as uow:
        return register(
            uow,
            by=by or house.sanne,
            today=house.today,
            calendar=house.calendar,
            registration=form,
            submission="s",
            report=of.id if of else None,
            version=of.version if of else 0,
        )


def reported(house: House, form: Report) -> Complaint:
    with house.database.uow() as uow:
        return report(uow, by=house.fatma, today=house.today, calendar=house.calendar, report=form, submission="s")


@pytest.mark.parametrize(
    "changed",
    [
        replace(FORM, subject="Nooit teruggebeld"),
        replace(FORM, received_on=date(2026, 2, 27)),
        replace(FORM, name="Ada Okonkwo-Pietersen"),
        replace(FORM, contact="ada@voorbeeld.example"),
        replace(FORM, about="Tom de Visser"),
        replace(FORM, channel="email"),
        replace(FORM, spoken=True),
        replace(FORM, safety=("crime",)),
        replace(FORM, kind=AboutKind.ORGANISATION),
        replace(FORM, people=(PersonId("0" * 32),)),
    ],
    ids=["subject", "friday", "name", "contact", "about", "channel", "spoken", "safety", "kind", "people"],
)
def test_a_corrected_registration_is_told_that_the_first_was_recorded(house: House, changed: Registration) -> None:
    first = registered(house, FORM)

    with pytest.raises(errors.RecordedOtherwise) as refused:
        registered(house, changed)

    assert refused.value.label == "K-2026-001"
    assert house.now(first.complaint).events[0].details == {
        "complainant": "Ada Okonkwo",
        "contact": "06 12 34 56 78",
        "about": "Tom Visser",
        "subject": "Niet teruggebeld",
        "respondents": {"r1": "Tom Visser"},
    }


def test_a_corrected_registration_of_a_report_is_told_so_too(house: House) -> None:
    seen = house.reports(house.fatma)
    registered(house, FORM, of=seen)

    with pytest.raises(errors.RecordedOtherwise) as refused:
        registered(house, replace(FORM, subject="Nooit teruggebeld"), of=seen)

    assert refused.value.label == "K-2026-001"


def test_who_may_not_read_what_they_registered_is_not_told_what_it_is_called(house: House) -> None:
    registered(house, replace(FORM, about="Joris Bakker"))

    with pytest.raises(errors.RecordedOtherwise) as refused:
        registered(house, replace(FORM, about="Joris Bakker", subject="Nooit teruggebeld"))

    assert refused.value.label == ""


@pytest.mark.parametrize(
    "changed",
    [
        replace(TOLD, story="iets anders"),
        replace(TOLD, heard_on=date(2026, 2, 27)),
        replace(TOLD, about="Joris Bakker"),
        replace(TOLD, safety=("crime",)),
    ],
    ids=["story", "friday", "about", "safety"],
)
def test_a_corrected_report_is_told_that_the_first_was_recorded(house: House, changed: Report) -> None:
    reported(house, TOLD)

    with pytest.raises(errors.RecordedOtherwise) as refused:
        reported(house, changed)

    assert refused.value.label == ""


@dataclass(frozen=True)
class Verb:
    """A verb on a case: what it needs, and something else it might have said."""

    take: Callable[[House, Complaint, str], object]
    of_report: bool = False


def _supplements(house: House, case: Complaint, word: str) -> object:
    return house.takes(house.sanne, case, Action.SUPPLEMENT, details={"note": word}, submission="s")


def _takes_step(house: House, case: Complaint, word: str) -> object:
    return house.takes(house.sanne, case, Action.RECORD_CONTACT, details={"story": word}, submission="s")


def _dismisses(house: House, case: Complaint, word: str) -> object:
    with house.database.uow() as uow:
        return dismiss_report(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=case.id,
                              version=case.version, reason=word, submission="s")  # fmt: skip


def _adds(house: House, case: Complaint, word: str) -> object:
    with house.database.uow() as uow:
        return add_respondent(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=case.id,
                              version=case.version, names=word, submission="s")  # fmt: skip


def _hands_over(house: House, case: Complaint, word: str) -> object:
    with house.database.uow() as uow:
        return hand_over(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=case.id,
                         version=case.version, officer=house.joris.id, reason=word, submission="s")  # fmt: skip


VERBS = {
    "supplement": Verb(_supplements),
    "take_step": Verb(_takes_step),
    "dismiss": Verb(_dismisses, of_report=True),
    "add_respondent": Verb(_adds),
    "hand_over": Verb(_hands_over),
}


def a_case(house: House, verb: Verb) -> Complaint:
    return house.reports(house.fatma) if verb.of_report else house.registers(house.sanne).complaint


@pytest.mark.parametrize("name", VERBS)
def test_a_corrected_step_is_told_that_the_first_was_recorded(house: House, name: str) -> None:
    verb = VERBS[name]
    case = a_case(house, verb)
    verb.take(house, case, "eerst")

    with pytest.raises(errors.RecordedOtherwise) as refused:
        verb.take(house, case, "anders")

    assert refused.value.label == house.now(case).label
    assert house.now(case).version == case.version + 1


@pytest.mark.parametrize("name", VERBS)
def test_the_same_step_sent_again_is_answered_as_before_also_when_more_happened_since(house: House, name: str) -> None:
    verb = VERBS[name]
    case = a_case(house, verb)
    first = verb.take(house, case, "eerst")
    house.clock.move(timedelta(days=1))
    if not verb.of_report:
        with house.database.uow() as uow:
            step_back(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=case.id,
                      version=case.version + 1, submission="t")  # fmt: skip

    again = verb.take(house, case, "eerst")

    assert _told(again) == _told(first)


def _told(answer: object) -> object:
    complaint = getattr(answer, "complaint", answer)
    assert isinstance(complaint, Complaint)
    return (complaint.label, complaint.version, complaint.officer, getattr(answer, "handed_to_supervisor", None))


def test_who_registered_it_is_answered_as_before_although_it_moved_to_the_supervisor_since(house: House) -> None:
    first = registered(house, FORM)
    with house.database.uow() as uow:
        add_respondent(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=first.complaint.id,
                       version=1, names="Joris Bakker", submission="t")  # fmt: skip

    again = registered(house, FORM)

    assert not again.handed_to_supervisor
    assert _told(again) == _told(first)


def test_who_handed_it_on_is_answered_as_before_although_it_was_released_since(house: House) -> None:
    form = replace(FORM, about="Joris Bakker")
    first = registered(house, form)
    with house.database.uow() as uow:
        release_report(uow, by=house.marleen, today=house.today, calendar=house.calendar,
                       complaint=first.complaint.id, version=1, submission="t")  # fmt: skip

    again = registered(house, form)

    assert again.handed_to_supervisor
    assert _told(again) == _told(first)
