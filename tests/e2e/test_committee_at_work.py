"""R14-R16, over the real WebSocket: half of it pressed by members in their channel, half recorded for them."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from klachtbot.domain.model import Action, FactName, Json, Stage
from klachtbot.domain.requests import requested
from klachtbot.practice.driver import Person, texts_of
from klachtbot.practice.model import BOT_USER, Channel
from klachtbot.practice.workspace import Workspace
from tests.e2e.house import SANNE
from tests.e2e.office import Case, Office, on
from tests.e2e.test_committee_in_slack import HANNEKE, KAREL, PERSONAL, PETER

TUE_24, THU_26, THU_3, WED_9 = date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 9)
NOTES = b"%PDF-1.7 De aantekeningen"


def seated(office: Office) -> Case:
    """The committee has the case; chair and partner member declared not to be involved."""
    case = office.case(TUE_24).acknowledged().informed()
    case.had(Action.RECORD_NO_CONVERSATION, told={"reason": "Zij willen dat niet."})
    case.had(Action.RECEIVE_DIRECTLY, codes={"consent": True})
    sits = (("chair", HANNEKE), ("partner_member", PETER), ("municipal_official", KAREL))
    seats: dict[str, Json] = {seat: office.person(one).id for seat, one in sits}
    case.had(Action.COMPOSE_PANEL, codes={"seats": seats, "secretary": None})
    case.had(Action.CONFIRM_PANEL, codes={"on_behalf_of": "chair"})
    for seat in ("chair", "partner_member"):
        case.had(Action.DECLARE_UNINVOLVED, subject=seat, codes={"on_behalf_of": seat})
    return case


def channel_of(office: Office, says: str) -> Channel:
    """The committee's channel, once the message on top says this."""

    def look(workspace: Workspace) -> Channel | None:
        found = (one for one in workspace.channels.values() if one.creator == BOT_USER and one.pins)
        return next((one for one in found if says in _on_top(workspace, one)), None)

    return office.house.driver.until(look, f"the message on top to say {says!r}")


def _on_top(workspace: Workspace, channel: Channel) -> str:
    return "\n".join(texts_of(workspace.message(channel.id, channel.pins[0])))


def presses(office: Office, member: Person, text: str, says: str) -> None:
    """A member presses a button of the message on top, once that says this."""
    channel_of(office, says)
    if member.views():
        member.close(all_views=True)
    member.click(text)


def everything(workspace: Workspace) -> str:
    """What stands in the channel and in the messages of who handles the case and of the chair."""
    rooms = [one for one in workspace.channels.values() if one.creator == BOT_USER]
    places = [*(one.id for one in rooms), *(workspace.dm_of(one) for one in (SANNE, HANNEKE, PETER))]
    said = [message for place in places for message in workspace.history(place)]
    return "\n".join([*(one.topic for one in rooms), *(f"{one.text}\n{texts_of(one)}" for one in said)])


def test_r14_r15_r16_the_committee_discusses_gets_a_document_and_holds_its_hearing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="klachtbot")
    case, person = seated(office), office.house.driver.person
    hanneke, peter = person(HANNEKE), person(PETER)
    office.on(THU_26)

    # the chair records the discussion in the channel, and a member asks for a document there
    presses(office, hanneke, "Bespreking vastleggen", "Bespreek de klacht met elkaar.")
    hanneke.wait_for_text("Alleen de dag wordt vastgelegd.")
    hanneke.submit()
    hanneke.wait_for_text("Nu volgt de zitting.")
    presses(office, peter, "Andere stap…", "Kies een dag voor de zitting.")
    peter.wait_for_text("Stuk opvragen")
    peter.click("Stuk opvragen")
    peter.wait_for_text("Welk stuk is nodig?")
    peter.fill({"Welk stuk is nodig?": "Aantekeningen van Tom Visser", "Waarom is het nodig?": "Om te lezen."})
    peter.submit()
    peter.wait_for_text("Het stuk wordt nu opgevraagd.")

    # who handles the case delivers it from the message
    case.officer.wait_for_message(f"{case.number}: de commissie vraagt om een stuk, graag uiterlijk")
    case.officer.click("Bekijken")
    case.officer.wait_for_text("Aantekeningen van Tom Visser")
    case.officer.click("Stuk leveren")
    case.officer.wait_for_text("Kies het bestand")
    case.officer.fill({"Kies het bestand": {"aantekeningen.pdf": NOTES}})
    case.officer.submit()
    case.officer.wait_for_text("Stuk geleverd.")
    case.officer.close(all_views=True)
    channel = channel_of(office, "Kies een dag voor de zitting.")
    peter.wait_for_message("er is een stuk bij gekomen waar u om vroeg", channel=channel.id)

    # the chair calls: the hearing is planned for her; a member records it in the channel
    case.take(
        "Zitting plannen", "Zitting gepland.", planned_for=WED_9, time="14:00", place="Stadhuis, kamer 2",
        means="Telefoon", on=THU_26,
    )  # fmt: skip
    case.officer.close(all_views=True)
    office.on(WED_9)
    presses(office, peter, "Zitting vastleggen", "De zitting is op woensdag 9 december om 14:00 uur.")
    peter.wait_for_text("Wie waren er?")
    peter.fill({"attended": ["Voorzitter", "Tom Visser"], "Verslag van de zitting": "Tom vertelde hoe het ging."})
    peter.submit()
    peter.wait_for_text("Zitting vastgelegd.")

    [one] = requested(case.now)
    assert case.kept(one.documents[0]) == NOTES
    planned = next(event for event in case.now.events if event.action is Action.PLAN_HEARING)
    assert (planned.by, planned.attributes["on_behalf_of"]) == (office.person(SANNE).id, "chair")
    held = case.now.events[-1]
    assert (held.by, held.attributes["attended"]) == (office.person(PETER).id, ["r1", "chair"])
    assert on(case, FactName.DELIBERATED) == [THU_26]
    assert case.now.stage is Stage.HEARING_HELD
    said = office.house.driver.look(everything)
    assert not [word for word in (*PERSONAL, "Stadhuis", "antekeningen") if word in said + caplog.text]
