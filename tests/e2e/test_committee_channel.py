"""The committee's channel, from the card to a practice workspace: made once, and in it is who belongs there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from klachtbot.clock.delivery import Delivery
from klachtbot.clock.rooms import LOOK, Tending, keeping
from klachtbot.domain.model import Action
from klachtbot.practice.driver import texts_of
from klachtbot.practice.model import BOT_USER, Channel, Message
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.transport import WallClock
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.renderers import renderer
from klachtbot.storage import Database
from klachtbot.usecases.committee_channel import joined
from klachtbot.usecases.delivery import RoomKeeper
from klachtbot.usecases.documents import DocumentKind, NewDocument
from klachtbot.usecases.ports import UnitOfWork, UnitsOfWork
from tests.clock.outside import Transport, deliver_all
from tests.databases import Databases, StoppedClock
from tests.e2e.house import HouseClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_committee import COMMITTEE, answers, asked, composed, confirmed, referred
from tests.practice.harness import MANIFEST

WED_18, THU_19 = date(2026, 11, 18), date(2026, 11, 19)
SANNE, HANNEKE, PETER, AISHA, KAREL, ILSE, TOM = (
    f"U0{name}" for name in ("SANNE", "HANNEKE", "PETER", "AISHA", "KAREL", "ILSE", "TOM")
)
PEOPLE = ("SANNE", "JORIS", "MARLEEN", "RUUD", "FATMA", "TOM", "HANNEKE", "PETER", "AISHA", "KAREL", "ILSE")
NAMES = ("Ada", "Okonkwo", "Tom", "Visser", "ada@", "teruggebeld")


@dataclass
class Hall:
    """A case at the counter, and a workspace in which what goes out arrives."""

    sitting: Sitting
    database: Database
    server: PracticeServer
    gateway: SlackGateway
    transport: Transport

    def __post_init__(self) -> None:
        units, clock = self.sitting.desk.units, self.sitting.clock
        self.delivers_with(keeping(units, self.gateway, clock))
        self.tending = Tending(units, clock, self.gateway, self.transport.now)

    def delivers_with(self, keep_room: RoomKeeper) -> None:
        self.delivery = Delivery(
            self.database.deliveries(),
            renderer(self.sitting.desk),
            self.gateway,
            transport_now=self.transport.now,
            keep_room=keep_room,
            rooms=self.gateway,
        )

    @property
    def slack(self) -> Workspace:
        return self.server.workspace

    def go_on(self, rounds: int = 8) -> None:
        """Time goes by, and all that is to go out does."""
        for _ in range(rounds):
            self.transport.move(40)
            self.tending.work()
            deliver_all(self.delivery)

    @property
    def channels(self) -> list[Channel]:
        return [one for one in self.slack.channels.values() if one.creator == BOT_USER]

    @property
    def channel(self) -> Channel:
        [found] = [one for one in self.channels if not one.is_archived]
        return found

    def said(self, who: str) -> list[str]:
        """What stands in somebody's messages from the bot."""
        return [one.text for one in self.slack.history(self.slack.dm_of(who))]

    def pinned(self) -> list[Message]:
        found = (self.slack.message(self.channel.id, ts) for ts in self.channel.pins)
        return [one for one in found if one is not None]


def seed() -> dict[str, Any]:
    users = [{"id": f"U0{one}", "name": one.lower(), "real_name": one.title()} for one in PEOPLE]
    return {"users": users, "channels": [{"id": "C0ALL", "name": "algemeen", "members": [f"U0{n}" for n in PEOPLE]}]}


@contextmanager
def opened(
    databases: Databases, clock: StoppedClock, file: str = COMMITTEE, *, about: str = "Tom Visser", by: str = "Sanne"
) -> Iterator[Hall]:
    server = PracticeServer(Workspace.seed(seed(), MANIFEST, HouseClock(), WallClock()))
    server.start()
    database = databases.open(clock)
    sitting = referred(Sitting(database, clock, file=file, about=about, by=by))
    gateway = SlackGateway(token=server.workspace.bot_token, api_url=server.api_url)
    yield Hall(sitting, database, server, gateway, Transport())
    violations = list(server.workspace.violations)
    server.stop()
    assert violations == []


@pytest.fixture
def hall(sqlite_databases: Databases, clock: StoppedClock) -> Iterator[Hall]:
    with opened(sqlite_databases, clock) as made:
        yield made


def declared(hall: Hall, *who: str) -> None:
    """The panel is confirmed, and these declared not to be involved."""
    confirmed(hall.sitting)
    for one in who:
        answers(hall.sitting, one, "not_involved")


def test_it_is_made_when_the_first_member_may_read_and_holds_who_may_and_the_secretary(hall: Hall) -> None:
    confirmed(hall.sitting)
    hall.go_on()
    assert hall.channels == []

    answers(hall.sitting, "Peter", "not_involved")
    hall.go_on()
    assert (hall.channel.name, hall.channel.is_private) == ("klacht-2026-001", True)
    assert hall.channel.members == {BOT_USER, PETER, ILSE}

    answers(hall.sitting, "Karel", "not_involved")
    hall.go_on()
    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE}


def test_on_top_stands_what_is_asked_now_and_which_documents_there_are(hall: Hall) -> None:
    with hall.sitting.desk.units() as uow:
        uow.documents.add(
            hall.sitting.complaint.id,
            NewDocument(DocumentKind.COMPLAINT, "Brief van Ada Okonkwo.txt", b"Beste mensen"),
        )
        uow.commit()

    declared(hall, "Peter")
    hall.go_on()

    assert hall.channel.topic == "K-2026-001 · voorbespreking uiterlijk di 1 dec"
    asks, index = ("\n".join(texts_of(one)) for one in hall.pinned())
    assert "Bespreek de klacht met elkaar. Dat kan tot en met dinsdag 1 december." in asks
    assert "1. de klacht zelf" in index
    assert [one["title"] for one in hall.channel.bookmarks] == ["Wat vragen wij nu van u?", "Stukken"]
    places = [f"/archives/{hall.channel.id}/p{one.ts.replace('.', '')}" for one in hall.pinned()]
    assert [one["link"].removeprefix(hall.slack.base_url) for one in hall.channel.bookmarks] == places


def test_after_a_step_the_same_message_says_what_is_asked_next(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()
    before = [one.ts for one in hall.pinned()]

    hall.sitting.as_("Hanneke").on(WED_18)
    answers(hall.sitting, "Hanneke", "not_involved")
    hall.sitting.letter(Action.SKIP_DELIBERATION, WED_18)
    hall.go_on()

    assert [one.ts for one in hall.pinned()] == before
    assert "De zitting is uiterlijk woensdag 2 december." in "\n".join(texts_of(hall.pinned()[0]))
    assert hall.channel.topic == "K-2026-001 · zitting uiterlijk wo 2 dec"


def test_a_document_comes_to_who_asks_for_it_and_is_called_as_in_the_list(hall: Hall) -> None:
    with hall.sitting.desk.units() as uow:
        id = uow.documents.add(
            hall.sitting.complaint.id, NewDocument(DocumentKind.COMPLAINT, "Brief van Ada Okonkwo.txt", b"Beste mensen")
        )
        uow.commit()
    declared(hall, "Peter")
    hall.go_on()

    hall.sitting.stack = []
    hall.sitting.as_("Peter").carry(f"document:{id}", f"{hall.sitting.id}:{id}:1")
    hall.go_on()

    [file] = [file for one in hall.slack.history(hall.slack.dm_of(PETER)) for file in one.files]
    assert file.name == "K-2026-001, stuk 1.txt"


TROUBLE = [
    pytest.param("conversations.create", id="while it is made"),
    pytest.param("conversations.setTopic", id="before it says anything"),
    pytest.param("chat.postMessage", id="while it says what is asked"),
    pytest.param("pins.add", id="before that is pinned"),
    pytest.param("bookmarks.add", id="while the bookmark is made"),
    pytest.param("conversations.invite", id="while somebody is invited"),
]


@pytest.mark.parametrize("method", TROUBLE)
@pytest.mark.parametrize("carried_out", [True, False], ids=["slack did it", "slack did not"])
def test_trouble_at_any_point_is_made_up_for_without_a_second_channel(
    hall: Hall, method: str, carried_out: bool
) -> None:
    declared(hall, "Peter", "Karel")
    (hall.server.faults.reset_once if carried_out else hall.server.faults.fail_once)(method)

    hall.go_on(12)

    assert [one.name for one in hall.channels] == ["klacht-2026-001"]
    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE}
    assert len(hall.pinned()) == 2
    assert len(hall.slack.history(hall.channel.id)) == 2
    assert len(hall.channel.bookmarks) == 2


@pytest.mark.parametrize("n", range(1, 6), ids=lambda n: f"before note {n}")
def test_a_crash_between_doing_a_thing_and_noting_it_does_not_do_it_twice(hall: Hall, n: int) -> None:
    declared(hall, "Peter", "Karel")
    crashing = Crashing(hall.sitting.desk.units, n)
    hall.delivers_with(keeping(crashing, hall.gateway, hall.sitting.clock))

    hall.go_on(12)

    assert crashing.opened >= n
    assert [one.name for one in hall.channels] == ["klacht-2026-001"]
    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE}
    assert len(hall.slack.history(hall.channel.id)) == 2
    assert len(hall.channel.bookmarks) == 2


@dataclass
class Crashing:
    """Units of work, of which the ``n``-th that would write crashes."""

    units: UnitsOfWork
    n: int
    opened: int = 0

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        self.opened += not read_only
        if self.opened == self.n and not read_only:
            raise RuntimeError
        return self.units(read_only=read_only)


def test_a_speed_limit_only_takes_longer(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.server.faults.limit_once("conversations.invite", 30)

    hall.go_on(12)

    assert hall.channel.members == {BOT_USER, PETER, ILSE}


def test_a_name_that_somebody_else_took_gets_a_letter_behind_it(hall: Hall) -> None:
    hall.slack.channels["C0OTHER"] = Channel("C0OTHER", "klacht-2026-001", {SANNE, BOT_USER}, is_private=True)

    declared(hall, "Peter")
    hall.go_on()

    assert [one.name for one in hall.channels] == ["klacht-2026-001-b"]


def test_a_channel_that_somebody_archived_is_replaced(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()
    hall.channel.is_archived = True

    answers(hall.sitting, "Karel", "not_involved")
    hall.go_on()

    assert hall.channel.name == "klacht-2026-001-b"
    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE}
    assert len(hall.pinned()) == 2


def hears(hall: Hall, channel: str) -> None:
    joined(hall.sitting.desk.units, channel, "1.000001")


def waits(hall: Hall, channel: str) -> None:
    hall.transport.move(LOOK.total_seconds())


@pytest.mark.parametrize("notices", [hears, waits], ids=["Slack tells", "it is seen later"])
def test_a_stranger_is_put_out_and_who_handles_the_case_hears_so(
    hall: Hall, notices: Callable[[Hall, str], None]
) -> None:
    declared(hall, "Peter")
    hall.go_on()
    hall.channel.members.add(TOM)

    notices(hall, hall.channel.id)
    hall.go_on()

    assert hall.channel.members == {BOT_USER, PETER, ILSE}
    told = [one for one in hall.said(SANNE) if "hoort" in one]
    assert told == [
        "K-2026-001: iemand die er niet hoort kwam in het kanaal van de commissie. Klachtbot haalde die persoon eruit."
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"is_restricted": True, "is_ultra_restricted": True}, "gast voor één kanaal", id="a guest"),
        pytest.param({"deleted": True}, "niet meer actief in Slack", id="deactivated"),
    ],
)
def test_who_cannot_be_invited_keeps_nobody_out_and_gets_it_by_mail(
    hall: Hall, changed: dict[str, bool], why: str
) -> None:
    declared(hall, "Peter", "Karel")
    for name, value in changed.items():
        setattr(hall.slack.users[KAREL], name, value)

    hall.go_on(20)

    assert hall.channel.members == {BOT_USER, PETER, ILSE}
    told = [one for one in hall.slack.history(hall.slack.dm_of(SANNE)) if "niet binnen" in one.text]
    [said] = ["\n".join(texts_of(one)) for one in told]
    assert "(ambtenaar van de gemeente)" in said
    assert why in said
    assert "stuur het dossier per mail of post" in said


def test_who_can_be_invited_after_all_comes_in(hall: Hall) -> None:
    declared(hall, "Peter", "Karel")
    hall.slack.users[KAREL].is_ultra_restricted = True
    hall.go_on()

    hall.slack.users[KAREL].is_ultra_restricted = False
    hall.sitting.on(WED_18)
    hall.go_on()

    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE}


def test_a_member_who_is_replaced_leaves_and_nobody_is_told_of_a_stranger(hall: Hall) -> None:
    declared(hall, "Peter", "Karel")
    hall.go_on()

    hall.sitting.as_("Sanne").take(
        "Commissie samenstellen", partner_member=hall.sitting.people["Aisha"].id, ground="illness"
    )
    asked(hall.sitting, "Hanneke", "confirm").submit()
    answers(hall.sitting, "Aisha", "not_involved")
    hall.go_on()

    assert hall.channel.members == {BOT_USER, AISHA, KAREL, ILSE}
    assert not [one for one in hall.said(SANNE) if "hoort" in one]


def test_who_may_not_be_put_out_is_told_of_and_keeps_the_committee_from_nothing(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()
    hall.slack.admins_only.add("conversations.kick")
    hall.channel.members.add(TOM)

    answers(hall.sitting, "Karel", "not_involved")
    hall.go_on()

    assert hall.channel.members == {BOT_USER, PETER, KAREL, ILSE, TOM}
    assert [one for one in hall.said(SANNE) if "hoort" in one] == [
        "K-2026-001: iemand die er niet hoort zit in het kanaal van de commissie. "
        "Klachtbot mag die persoon er niet uit halen."
    ]


def test_where_the_bot_may_make_no_channel_the_officer_hears_so_once(hall: Hall) -> None:
    hall.slack.admins_only.add("conversations.create")

    declared(hall, "Peter")
    hall.go_on()
    answers(hall.sitting, "Karel", "not_involved")
    hall.go_on()

    assert [one for one in hall.said(SANNE) if "kanaal" in one] == [
        "K-2026-001: voor de commissie kon geen kanaal worden gemaakt."
    ]


def test_a_whole_panel_by_mail_has_no_channel(sqlite_databases: Databases, clock: StoppedClock) -> None:
    by_mail = re.sub(r'slack = "U0(HANNEKE|PETER|KAREL)"', r'email = "\1@voorbeeld.example"', COMMITTEE)
    with opened(sqlite_databases, clock, by_mail) as hall:
        composed(hall.sitting).take("Bel de voorzitter", means="phone")
        hall.sitting.on(THU_19)
        for seat in ("voorzitter", "lid van een convenantpartner", "ambtenaar van de gemeente"):
            hall.sitting.take(f"Bel dit lid: {seat}", means="phone", answer="not_involved")

        hall.go_on()

        assert hall.channels == []


def test_it_is_archived_when_the_case_is_withdrawn(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()

    hall.sitting.on(WED_18).as_("Sanne").letter(Action.WITHDRAW, WED_18)
    hall.go_on()

    assert [one.is_archived for one in hall.channels] == [True]


def test_before_it_is_archived_it_says_that_the_complaint_was_withdrawn_and_asks_nothing_any_more(hall: Hall) -> None:
    declared(hall, "Peter", "Hanneke")
    hall.sitting.on(WED_18).as_("Hanneke").letter(Action.SKIP_DELIBERATION, WED_18)
    hall.sitting.letter(Action.PLAN_HEARING, WED_18, planned_for="2026-11-25", time="14:00")
    hall.go_on()

    hall.sitting.on(THU_19).as_("Sanne").letter(Action.WITHDRAW, THU_19)
    hall.go_on()

    [channel] = hall.channels
    asks, *_, last = hall.slack.history(channel.id)
    assert last.text == "K-2026-001: deze klacht is ingetrokken. De zitting gaat niet door. U hoeft niets meer te doen."
    assert "U hoeft nu niets te doen." in "\n".join(texts_of(asks))
    assert "25 november" not in str(asks.blocks)
    assert (channel.topic, channel.is_archived) == ("K-2026-001", True)


def test_a_channel_that_was_archived_by_hand_is_left_so_when_the_case_ends(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()
    [channel] = hall.channels
    channel.is_archived = True

    hall.sitting.on(WED_18).as_("Sanne").letter(Action.WITHDRAW, WED_18)
    hall.go_on()

    assert hall.channels == [channel]


def test_no_name_of_a_party_stands_anywhere_in_the_whole_story(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    declared(hall, "Peter")
    hall.slack.users[KAREL].is_ultra_restricted = True
    answers(hall.sitting, "Karel", "not_involved")
    hall.go_on()
    hall.channel.members.add(TOM)
    hall.go_on(20)

    channel = hall.channel
    notified = [said.text for one in hall.slack.channels for said in hall.slack.history(one)]
    shown = ["\n".join(texts_of(one)) for one in hall.slack.history(channel.id)]
    files = [file.name for one in hall.slack.channels for said in hall.slack.history(one) for file in said.files]
    bookmarks = [one["title"] for one in channel.bookmarks]

    everything = "\n".join(
        [channel.name, channel.topic, *notified, *shown, *files, *bookmarks, *hall.slack.traffic, caplog.text]
    )
    assert [name for name in NAMES if name in everything] == []


def test_r23_of_the_supervisors_case_no_coordinator_hears_or_sees_a_thing(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    with opened(sqlite_databases, clock, about="Joris Bakker", by="Marleen") as hall:
        hall.sitting.take("Commissie samenstellen")
        asked(hall.sitting, "Hanneke", "confirm").submit()
        answers(hall.sitting, "Peter", "not_involved")
        hall.go_on()
        hall.channel.members.add(SANNE)
        hall.go_on()

        assert hall.channel.name == "klacht-l-2026-001"
        assert hall.channel.members == {BOT_USER, PETER, ILSE}
        assert [one for who in (SANNE, "U0JORIS") for one in hall.said(who) if "L-2026" in one] == []
        assert [one for one in hall.said("U0MARLEEN") if "hoort" in one]
