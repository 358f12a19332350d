"""What storage asks of the domain: the dossier its entries tell."""

from __future__ import annotations

from collections.abc import Sequence

from klachtbot.domain.model import (
    Complaint,
    ComplaintId,
    Event,
    FactName,
    PersonId,
    Respondent,
    Series,
    Stage,
)

FINAL = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.NO_COMPLAINT})


def fold(id: ComplaintId, number: str | None, series: Series, events: Sequence[Event]) -> Complaint:
    facts = tuple(fact for event in events for fact in event.facts)
    stages = [event.stage for event in events if event.stage is not None]
    officers = [event.attributes["officer"] for event in events if "officer" in event.attributes]
    respondents: list[Respondent] = []
    return Complaint(
        id=id,
        number=number,
        series=series,
        stage=stages[-1],
        received_on=next(fact.on for fact in facts if fact.name is FactName.RECEIVED),
        officer=PersonId(str(officers[-1])),
        events=tuple(events),
        facts=facts,
        respondents=tuple(respondents),
    )
