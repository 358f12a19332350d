"""Refusals, typed. They carry codes, never words to show and never anything personal; texts are made at the edge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klachtbot.domain.model import Action, ComplaintId, FactName, Seat, Stage


class Refusal(Exception):
    """What was asked cannot be done now, and the person can be told why. Nothing was changed.

    ``field`` names the form field it belongs to ("" when it is about the whole step).
    """

    def __init__(self, *, field: str = "") -> None:
        super().__init__(type(self).__name__)
        self.field = field


class NotFound(Refusal):
    """The case does not exist, or not for this person: the two must never be told apart."""


class Stale(Refusal):
    """Somebody else recorded something since the form was opened."""


class StorageAway(Refusal):
    """The database did not answer in time; nothing was recorded, or the same submission may safely be sent again."""


class AlreadyRecorded(Exception):
    """This submission was recorded before (pressed twice, or sent again): ``complaint`` is the dossier it is in.

    No refusal: the use case answers with that dossier.
    """

    def __init__(self, complaint: ComplaintId) -> None:
        super().__init__("already recorded")
        self.complaint = complaint


class OutsideCalendar(Refusal):
    """A date outside the years for which the days off are known. (At the field ``on``, like all about dates.)"""

    def __init__(self, on: date, first: date, last: date) -> None:
        super().__init__(field="on")
        self.on, self.first, self.last = on, first, last


class RecordedOtherwise(Refusal):
    """This form was recorded before, with something else in it; that stands, and nothing was added.

    ``label`` is what the case is called, "" for who may not read it.
    """

    def __init__(self, label: str = "") -> None:
        super().__init__()
        self.label = label


class NotYourStep(Refusal):
    """Somebody else may take this step."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action


class WrongStage(Refusal):
    """The complaint is not where this step belongs."""

    def __init__(self, action: Action, stage: Stage) -> None:
        super().__init__()
        self.action, self.stage = action, stage


class Missing(Refusal):
    """One of these must have happened first (for ``subject``, when it is owed to each)."""

    def __init__(self, action: Action, facts: tuple[FactName, ...], subject: str = "") -> None:
        super().__init__()
        self.action, self.facts, self.subject = action, facts, subject


class AlreadyDone(Refusal):
    """It happened already, or something happened that rules it out."""

    def __init__(self, action: Action, fact: FactName, on: date, subject: str = "") -> None:
        super().__init__()
        self.action, self.fact, self.on, self.subject = action, fact, on, subject


class UnderWay(Refusal):
    """The letters whose sending is this step are prepared already, since ``on``, and have still to go."""

    def __init__(self, action: Action, on: date) -> None:
        super().__init__()
        self.action, self.on = action, on


class NoConsent(Refusal):
    """The complainant did not agree (yet) that the committee gets the dossier (R12)."""


class NoAuthorisation(Refusal):
    """Who speaks for the complainant was not seen to be authorised: the dossier is not shared until then (R2)."""


class NotYet(Refusal):
    """The clock may not do this by itself before ``after`` has passed."""

    def __init__(self, action: Action, after: date) -> None:
        super().__init__()
        self.action, self.after = action, after


class UnknownSubject(Refusal):
    """The step is about one respondent, seat or request, and this is none of them."""

    def __init__(self, action: Action, subject: str) -> None:
        super().__init__(field="subject")
        self.action, self.subject = action, subject


class Incomplete(Refusal):
    """The step needs this said (``field`` is the attribute), or it was said wrongly."""

    def __init__(self, action: Action, attribute: str) -> None:
        super().__init__(field=attribute)
        self.action = action


class AdviceWithDismissed(Refusal):
    """Advice belongs to a complaint that is upheld (R18)."""

    def __init__(self) -> None:
        super().__init__(field="recommendation")


class NotTheirsToKnow(Refusal):
    """Nothing of this complaint may reach whom was chosen to do something about it (R23)."""


class RulingStands(Refusal):
    """A ruling is final: nobody corrects its date, its outcome or its words (R18)."""


class InTheFuture(Refusal):
    """What has happened cannot lie after today."""

    def __init__(self, on: date, today: date, *, field: str = "on") -> None:
        super().__init__(field=field)
        self.on, self.today = on, today


class NotAhead(Refusal):
    """What is to come must lie on ``first`` or later."""

    def __init__(self, on: date, first: date, *, field: str) -> None:
        super().__init__(field=field)
        self.on, self.first = on, first


class BeforeReceipt(Refusal):
    """A step cannot lie before the day the complaint was received."""

    def __init__(self, on: date, received_on: date, *, field: str = "on") -> None:
        super().__init__(field=field)
        self.on, self.received_on = on, received_on


class OutOfOrder(Refusal):
    """A step cannot lie before what it builds on."""

    def __init__(self, on: date, fact: FactName, fact_on: date) -> None:
        super().__init__(field="on")
        self.on, self.fact, self.fact_on = on, fact, fact_on


class NobodyLeft(Refusal):
    """There is nobody who may handle this complaint (R3, R23)."""


class Unfillable(Refusal):
    """A seat of the panel cannot be filled; ``lacks`` says for each person on the roster why not (R13)."""

    def __init__(self, seat: Seat, lacks: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.seat, self.lacks = seat, lacks


class LastBeforeFirst(Refusal):
    """An absence that would end before it begins, on ``first``."""

    def __init__(self, first: date) -> None:
        super().__init__(field="last")
        self.first = first


class OverAlready(Refusal):
    """An absence that would lie wholly in the past: it must last until ``today`` at least."""

    def __init__(self, today: date) -> None:
        super().__init__(field="last")
        self.today = today


class AbsenceTooLong(Refusal):
    """An absence of more than a year, or one that begins more than a year from now."""


class NoDayLeft(Refusal):
    """Somebody who never works on any working day: that is an absence."""


class NotForYouToEnter(Refusal):
    """The absence of somebody for whom this person may not enter it (or of nobody)."""
