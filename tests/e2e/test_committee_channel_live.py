"""The committee's channel over the real WebSocket: a stranger who is invited by hand does not stay."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, Json
from klachtbot.practice.model import BOT_USER, Channel
from klachtbot.practice.workspace import Workspace
from tests.e2e.house import SANNE, TOM
from tests.e2e.office import Office

TUESDAY = date(2026, 11, 24)
PETER, ILSE = "U0PARTN1", "U0SECRE1"


def test_a_stranger_invited_by_a_member_is_put_out_and_who_handles_the_case_hears_so(office: Office) -> None:
    case = office.case(TUESDAY).acknowledged().informed()
    case.had(Action.RECORD_NO_CONVERSATION, told={"reason": "Wil niet"})
    case.had(Action.RECEIVE_DIRECTLY, codes={"consent": True})
    seats: dict[str, Json] = {
        seat: office.person(one).id
        for seat, one in (("chair", "U0CHAIR1"), ("partner_member", PETER), ("municipal_official", "U0MUNIC1"))
    }
    case.had(Action.COMPOSE_PANEL, codes={"seats": seats, "secretary": office.person(ILSE).id})
    case.had(Action.CONFIRM_PANEL, codes={"on_behalf_of": "chair"})
    case.had(Action.DECLARE_UNINVOLVED, subject="partner_member", codes={"on_behalf_of": "partner_member"})
    driver = office.house.driver

    def channel(workspace: Workspace) -> Channel | None:
        found = (one for one in workspace.channels.values() if one.creator == BOT_USER)
        return next((one for one in found if one.members == {BOT_USER, PETER, ILSE}), None)

    made = driver.until(channel, "the channel with its members")
    driver.person(PETER).invite(TOM, channel=made.id)

    driver.person(SANNE).wait_for_message("iemand die er niet hoort kwam in het kanaal van de commissie")
    assert driver.until(channel, "the stranger to be gone").name == f"klacht-{case.number.lower()[2:]}"
