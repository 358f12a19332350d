"""What is said when something cannot be: whole, in both languages, with the dates and steps it speaks of in words."""

from __future__ import annotations

from datetime import date, time

import pytest

from klachtbot.domain import errors
from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Action, FactName, Seat, Stage
from klachtbot.locale import LANGUAGES
from klachtbot.slack import notices
from klachtbot.usecases.add_document import NotTaken
from klachtbot.usecases.enclosures import TooMuchForMail
from klachtbot.usecases.snooze import NotInHours
from klachtbot.wiring import texts

TUE_8, WED_9 = date(2026, 12, 8), date(2026, 12, 9)
STEP = Action.RECORD_CONTACT

# One of each kind whose sentence may speak of what it carries.
EXAMPLES: tuple[Refusal, ...] = (
    errors.OutsideCalendar(TUE_8, TUE_8, WED_9),
    errors.NotYourStep(STEP),
    errors.WrongStage(STEP, Stage.CLOSED),
    errors.Missing(STEP, (FactName.ACKNOWLEDGED, FactName.NAMELESS)),
    errors.AlreadyDone(STEP, FactName.CONTACTED, TUE_8),
    errors.UnderWay(STEP, TUE_8),
    errors.NotYet(STEP, TUE_8),
    errors.UnknownSubject(STEP, "r1"),
    errors.Incomplete(STEP, "reason"),
    errors.InTheFuture(WED_9, TUE_8),
    errors.NotAhead(TUE_8, WED_9, field="until"),
    errors.BeforeReceipt(TUE_8, WED_9),
    errors.OutOfOrder(TUE_8, FactName.CONTACTED, WED_9),
    errors.Unfillable(Seat.CHAIR, ()),
    TooMuchForMail(16_000_000, field=""),
    errors.LastBeforeFirst(TUE_8),
    errors.OverAlready(TUE_8),
    NotInHours(time(9), time(17), "on"),
    *(NotTaken(code) for code in notices.NOT_TAKEN),
)


def every() -> list[Refusal]:
    """An example of every kind of refusal there is; of those that are not above an empty one."""
    given = {type(one) for one in EXAMPLES}
    return [*EXAMPLES, *(kind.__new__(kind) for kind in notices.REFUSALS if kind not in given)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refused", every(), ids=lambda refused: type(refused).__name__)
def test_every_refusal_is_said_whole(refused: Refusal, language: str) -> None:
    said = notices.refusal(refused, texts(language))

    assert said[0].isupper()
    assert said.endswith((".", "?"))
    assert "{" not in said


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        pytest.param(EXAMPLES[3], "Eerst is dit nodig: ontvangstbevestiging verstuurd of naam van de klager "
                     "niet bekend.", id="missing"),
        pytest.param(EXAMPLES[4], "Dit kan niet meer. Al vastgelegd: contact met de klager (di 8 dec).", id="done"),
        pytest.param(EXAMPLES[10], "Deze dag is te vroeg. Kies wo 9 dec of later.", id="not ahead"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_step_and_the_day_it_is_about(refused: Refusal, sentence: str) -> None:
    said = notices.refusal(refused, texts("nl"))

    assert said == sentence
