"""The committee's whole way, at the counter and in a practice workspace: from the choice of the complainant to the
ruling that was sent, each time with another turn in it (R12-R18)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from klachtbot.clock.delivery import LETTERS, Delivery
from klachtbot.domain.model import Action, FactName, Notice, Stage
from klachtbot.practice.driver import texts_of
from klachtbot.practice.model import BOT_USER
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.transport import WallClock
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.dossier_rendering import Bookbinding
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.renderers import renderer
from klachtbot.slack.steps import OWN_STEPS
from klachtbot.usecases.delivery import Mail, OutboxRow, Rendered, RoomKeeper, Stream
from klachtbot.usecases.documents import DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.dossier_pdf import DOSSIERS
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.letter_outcome import letter_went
from klachtbot.wiring import BINDER, letter_room, shelf
from tests.clock.outside import Transport
from tests.databases import Databases, StoppedClock
from tests.e2e.house import HouseClock
from tests.e2e.sitting import Sitting, Typed
from tests.e2e.test_committee import COMMITTEE, answers, confirmed
from tests.e2e.test_committee_channel import HANNEKE, ILSE, KAREL, PETER, Hall, seed
from tests.e2e.test_committee_steps import buttons, pressed
from tests.practice.harness import MANIFEST

MON_16, TUE_17, WED_18, THU_19, MON_23 = (date(2026, 11, day) for day in (16, 17, 18, 19, 23))
TUE_24, FRI_27, MON_30, WED_9 = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 9)
ADA, TOM, OFFICE = "ada@voorbeeld.example", "tom@voorbeeld.example", "klachtencommissie@voorbeeld.example"
REASONS = "De planner vergat het briefje."
ADVICE = "Laat altijd twee mensen terugbellen."
HEARING: dict[str, Typed] = {"planned_for": MON_23, "time": "14:00", "place": "Raadhuis, kamer 2"}


@dataclass
class Mails:
    """A mail server."""

    sent: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail, *, key: str) -> None:
        self.sent.append(mail)


class AtOnce:
    """A press on which a dossier is made while one waits."""

    def take(self, key: str, make: Callable[[], Stream]) -> Stream:
        return make()

    def forget(self, key: str) -> None: ...


@dataclass
class Committee(Hall):
    """A case on its way to the committee, with a mail server for its letters."""

    sitting: Sitter
    mails: Mails = field(default_factory=Mails)

    def delivers_with(self, keep_room: RoomKeeper) -> None:
        desk, clock = self.sitting.desk, self.sitting.clock
        in_slack, shop = renderer(desk), Bookbinding(desk, AtOnce(), BINDER, shelf)

        def render(row: OutboxRow) -> Rendered:
            if row.kind in DOSSIERS:
                return shop.render(row)
            if row.kind not in LETTERS:
                return in_slack(row)
            with self.database.uow(read_only=True) as uow:
                return letter_mail(uow, row)

        self.delivery = Delivery(
            self.database.deliveries(),
            render,
            self.gateway,
            transport_now=self.transport.now,
            mailer=self.mails,
            letter_done=lambda row, _at, outcome: letter_went(self.database.uow, row, clock.today(), outcome),
            keep_room=keep_room,
            rooms=self.gateway,
        )

    def takes(self, who: str, step: str, today: date, **typed: Typed) -> None:
        """Somebody takes a step from the card, by its text, and all that follows from it goes out."""
        self.sitting.on(today).as_(who).take(step, **typed)
        self.go_on(3)

    def writes(self, today: date, notice: Notice, **typed: Typed) -> list[Mail]:
        """Who handles it writes the letters of this kind, that are owed or whose turn it is, and they go; the mails."""
        before = len(self.mails.sent)
        self.sitting.on(today).as_("Sanne").open()
        if notice is Notice.RULING:
            self.sitting.press("Uitspraak versturen")
        else:
            self.sitting.choose(f"letters:{notice}:")
        self.sitting.submit(**typed)
        assert not self.sitting.errors, self.sitting.errors
        self.go_on(3)
        return self.mails.sent[before:]


class Sitter(Sitting):
    """Who also remembers each view that was shown."""

    shown_before: tuple[Mapping[str, Any], ...] = ()

    def _do(self, listener: Any, **brought: Any) -> None:
        super()._do(listener, **brought)
        self.shown_before += (*self.screens.shown, *self.stack)


@contextmanager
def opened(databases: Databases, clock: StoppedClock, file: str = COMMITTEE) -> Iterator[Committee]:
    server = PracticeServer(Workspace.seed(seed(), MANIFEST, HouseClock(), WallClock()))
    server.start()
    database = databases.open(clock)
    sitting = Sitter(database, clock, file=file)
    sitting.desk = replace(sitting.desk, letters=letter_room(mails=True))
    gateway = SlackGateway(token=server.workspace.bot_token, api_url=server.api_url)
    yield Committee(sitting, database, server, gateway, Transport())
    violations = list(server.workspace.violations)
    server.stop()
    assert violations == []


@pytest.fixture
def committee(sqlite_databases: Databases, clock: StoppedClock) -> Iterator[Committee]:
    with opened(sqlite_databases, clock) as made:
        yield made


def reported(committee: Committee) -> Committee:
    """Acknowledged and informed, and the report was sent, on Monday 16 November: they did not come to terms."""
    sitting = committee.sitting.on(MON_16)
    sitting.letter(Action.RECORD_CONTACT, MON_16, explained=True)
    sitting.letter(Action.ACKNOWLEDGE, MON_16)
    sitting.take("Beklaagde informeren", means="phone", told="Er werd niet teruggebeld.")
    sitting.letter(Action.RECORD_NO_CONVERSATION, MON_16, reason="-")
    sitting.take("Verslag schrijven", report="Zij wilden niet met elkaar praten.")
    sitting.letter(Action.SEND_REPORT_UNSETTLED, MON_16, next_steps=True, committee_contact=True)
    return committee


def referred(committee: Committee) -> Committee:
    """The complainant chose the committee, which got the case on Tuesday 17 November."""
    reported(committee)
    committee.takes("Sanne", "Keuze klager vastleggen", TUE_17, choice="committee", means="phone", agrees=("consent",))
    committee.takes("Sanne", "Commissie inschakelen", TUE_17, means="email")
    return committee


def seated(committee: Committee) -> Committee:
    """All three declared not to be involved on the day it was referred, and their channel is there."""
    confirmed(committee.sitting)
    for one in ("Hanneke", "Peter", "Karel"):
        answers(committee.sitting, one, "not_involved")
    committee.go_on()
    return committee


def presses(committee: Committee, who: str, text: str, on: date, **typed: Typed) -> None:
    """A member takes a step by the button of the message on top of the channel, and all that follows goes out."""
    committee.sitting.on(on)
    pressed(committee, who, text).submit(**typed)
    assert not committee.sitting.errors, committee.sitting.errors
    committee.go_on(3)


def rules(committee: Committee, who: str, on: date) -> None:
    """The chair rules from the channel: upheld, with advice."""
    committee.sitting.on(on)
    pressed(committee, who, "Uitspraak doen").submit(ruling="upheld", reasons=REASONS, recommendation=ADVICE).submit()
    assert not committee.sitting.errors, committee.sitting.errors
    committee.go_on(3)


def heard(committee: Committee) -> Committee:
    """Discussed on Wednesday, the hearing on Monday 23 November, to which both were invited, and the closing
    deliberation on the day after it."""
    presses(committee, "Peter", "Bespreking vastleggen", WED_18)
    presses(committee, "Hanneke", "Zitting plannen", WED_18, **HEARING)
    committee.writes(WED_18, Notice.HEARING_INVITATION, to_r1=TOM)
    presses(committee, "Karel", "Zitting vastleggen", MON_23)
    presses(committee, "Hanneke", "Beraad vastleggen", TUE_24)
    return committee


def keeps(committee: Committee, name: str) -> DocumentId:
    """A document that is in the dossier, and that everybody may read."""
    new = NewDocument(DocumentKind.OTHER, name, b"Zo is het gegaan.", reading=Reading.WHOLE)
    with committee.database.uow() as uow:
        id = uow.documents.add(committee.sitting.complaint.id, new)
        uow.commit()
    return id


def days(committee: Committee, *names: FactName) -> list[date]:
    return [fact.on for fact in committee.sitting.complaint.facts if fact.name in names]


def on_top(committee: Committee) -> str:
    return "\n".join(texts_of(committee.pinned()[0]))


def test_r12_r18_a_complaint_goes_straight_to_a_ruling_that_both_get_and_the_committees_channel_is_put_away(
    committee: Committee,
) -> None:
    told_of_it = referred(committee).writes(TUE_17, Notice.REFERRAL, to_r1=TOM)
    [dossier] = committee.writes(TUE_17, Notice.DOSSIER, to_committee=OFFICE)
    seated(committee)
    presses(committee, "Peter", "Bespreking vastleggen", WED_18)
    presses(committee, "Hanneke", "Zitting plannen", WED_18, **HEARING)
    invited = committee.writes(THU_19, Notice.HEARING_INVITATION, to_r1=TOM)
    presses(committee, "Karel", "Zitting vastleggen", MON_23)
    presses(committee, "Hanneke", "Beraad vastleggen", TUE_24)
    rules(committee, "Hanneke", TUE_24)
    for who in ("Peter", "Karel"):
        presses(committee, who, "Eens met de uitspraak", TUE_24)
    ruled = committee.writes(FRI_27, Notice.RULING, to_r1=TOM)
    open_until = on_top(committee)
    committee.takes("Sanne", "Klacht afronden", FRI_27, learning="lesson", lesson="Bel altijd terug.")
    committee.sitting.on(WED_9)
    committee.go_on()

    assert [{mail.to for mail in mails} for mails in (told_of_it, invited, ruled)] == [{ADA, TOM}] * 3
    assert dossier.to == OFFICE
    assert all("De klacht is gegrond." in mail.text and REASONS in mail.text and ADVICE in mail.text for mail in ruled)
    steps = (FactName.RECEIVED_BY_COMMITTEE, FactName.DELIBERATED, FactName.HEARING_HELD, FactName.RULED)
    assert days(committee, *steps, FactName.RULING_SENT) == [TUE_17, WED_18, MON_23, TUE_24, FRI_27]
    assert committee.sitting.complaint.stage is Stage.CLOSED
    assert "blijven voor u open tot en met dinsdag 8 december." in open_until
    assert [one.is_archived for one in committee.channels] == [True]


def test_r15_without_a_discussion_the_hearing_and_the_ruling_follow(committee: Committee) -> None:
    seated(referred(committee))
    presses(committee, "Hanneke", "Bespreking overslaan", WED_18)
    topic = committee.channel.topic
    presses(committee, "Hanneke", "Zitting plannen", WED_18, **HEARING)
    presses(committee, "Hanneke", "Zitting vastleggen", MON_23)
    presses(committee, "Peter", "Beraad vastleggen", MON_23)
    rules(committee, "Hanneke", MON_23)

    assert topic == "K-2026-001 · zitting uiterlijk wo 2 dec"
    assert days(committee, FactName.DELIBERATED) == []
    assert days(committee, FactName.DELIBERATION_SKIPPED, FactName.RULED) == [WED_18, MON_23]


def test_r12_what_the_committee_got_directly_counts_from_the_day_it_was_there_in_its_channel_too(
    committee: Committee,
) -> None:
    reported(committee)
    committee.takes("Sanne", "Rechtstreeks bij de commissie", THU_19, on=MON_16, means="letter", agrees=("consent",))
    mails = committee.writes(THU_19, Notice.REFERRAL, to_r1=TOM)
    committee.sitting.on(THU_19)
    seated(committee)

    assert days(committee, FactName.RECEIVED_BY_COMMITTEE) == [MON_16]
    assert committee.channel.topic == "K-2026-001 · voorbespreking uiterlijk ma 30 nov"
    assert "Dat kan tot en met maandag 30 november." in on_top(committee)
    assert all("uiterlijk op maandag 30 november 2026" in mail.text for mail in mails)
    assert {mail.to for mail in mails} == {ADA, TOM}


def test_r12_a_day_that_turns_out_to_lie_before_the_choice_is_put_right_in_the_channel_too(
    committee: Committee,
) -> None:
    seated(referred(committee))

    committee.takes(
        "Sanne", "Datum verbeteren", THU_19, fact="received_by_committee:", on=MON_16, reason="De brief lag er al."
    )

    assert committee.channel.topic == "K-2026-001 · voorbespreking uiterlijk ma 30 nov"
    assert "Dat kan tot en met maandag 30 november." in on_top(committee)


def test_r17_what_is_missing_is_heard_in_a_second_hearing_to_which_both_are_invited_and_then_the_chair_rules(
    committee: Committee,
) -> None:
    heard(seated(referred(committee)))
    presses(
        committee, "Peter", "Tweede zitting plannen", TUE_24, missing="Wat de planner zag.", planned_for=FRI_27,
        time="10:00", place="Raadhuis",
    )  # fmt: skip
    topic = committee.channel.topic
    invited = committee.writes(TUE_24, Notice.SECOND_HEARING_INVITATION, to_r1=TOM)
    presses(committee, "Hanneke", "Tweede zitting vastleggen", FRI_27)
    again = list(buttons(committee))
    presses(committee, "Hanneke", "Beraad vastleggen", MON_30)
    after = list(buttons(committee))
    rules(committee, "Hanneke", MON_30)

    assert topic == "K-2026-001 · tweede zitting op vr 27 nov"
    assert {mail.to for mail in invited} == {ADA, TOM}
    assert all("Wat de planner zag." in mail.text for mail in invited)
    assert again == ["Beraad vastleggen", "Andere stap…"]
    assert after == ["Uitspraak doen", "Andere stap…"]
    assert days(committee, FactName.SECOND_HEARING_HELD, FactName.RULED) == [FRI_27, MON_30]


def test_r13_a_chair_who_steps_back_halfway_is_replaced_by_the_deputy_outside_slack_and_nothing_is_done_anew(
    committee: Committee,
) -> None:
    sitting = heard(seated(referred(committee))).sitting
    answers(sitting, "Hanneke", "involved", "personal_tie")
    committee.takes("Sanne", "Commissie samenstellen", TUE_24)
    committee.takes("Sanne", "Bel de voorzitter", TUE_24, means="phone")
    committee.takes("Sanne", "Bel dit lid: voorzitter", TUE_24, means="phone", answer="not_involved")
    [dossier] = committee.writes(TUE_24, Notice.DOSSIER_TO_MEMBER)
    id = keeps(committee, "uitspraak.txt")
    sitting.on(FRI_27).as_("Sanne").open().press("Uitspraak doen")
    sitting.submit(ruling="dismissed", means="letter", on=FRI_27, document=id).submit()
    ruled = committee.writes(FRI_27, Notice.RULING, to_r1=TOM)
    [copy] = committee.writes(FRI_27, Notice.RULING_COPY)

    assert {dossier.to, copy.to} == {"willem@voorbeeld.example"}
    assert committee.channel.members == {BOT_USER, PETER, KAREL, ILSE}
    assert sitting.as_("Hanneke").open().said.startswith("Deze klacht is hier niet te vinden.")
    assert days(committee, FactName.DELIBERATED, FactName.HEARING_HELD, FactName.RULED) == [WED_18, MON_23, FRI_27]
    assert {mail.to for mail in ruled} == {ADA, TOM}
    assert all("Willem Prins, Peter Jansen en Karel Mulder, op vrijdag 27 november 2026." in one.text for one in ruled)
    assert not any("Hanneke" in one.text for one in ruled)


def test_r13_a_guest_who_cannot_be_invited_keeps_nothing_waiting_and_gets_all_of_it_by_mail(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    also_by_mail = COMMITTEE.replace('slack = "U0KAREL"', 'slack = "U0KAREL"\nemail = "karel@voorbeeld.example"')
    with opened(sqlite_databases, clock, also_by_mail) as committee:
        committee.slack.users[KAREL].is_ultra_restricted = True
        seated(referred(committee))
        told = [one for one in committee.said("U0SANNE") if "niet binnen" in one]
        [dossier] = committee.writes(TUE_17, Notice.DOSSIER_TO_MEMBER)
        presses(committee, "Peter", "Bespreking vastleggen", WED_18)
        presses(committee, "Hanneke", "Zitting plannen", WED_18, **HEARING)
        invited = committee.writes(WED_18, Notice.HEARING_INVITATION, to_r1=TOM)
        sitting = committee.sitting.on(MON_23).as_("Karel").open()

        assert told == [
            "K-2026-001: in het kanaal van de commissie komt één persoon niet binnen (ambtenaar van de gemeente)."
        ]
        assert committee.channel.members == {BOT_USER, HANNEKE, PETER, ILSE}
        assert dossier.to == "karel@voorbeeld.example"
        assert {mail.to for mail in invited} == {ADA, TOM, "karel@voorbeeld.example"}
        assert "Zitting vastleggen" in sitting.primary()


def test_r13_r18_a_whole_committee_by_mail_rules_with_every_step_recorded_for_it_by_who_handles_the_case(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    by_mail = re.sub(r'slack = "U0(HANNEKE|PETER|KAREL|ILSE)"', r'email = "\1@voorbeeld.example"', COMMITTEE)
    with opened(sqlite_databases, clock, by_mail) as committee:
        referred(committee)
        committee.takes("Sanne", "Commissie samenstellen", TUE_17, secretary=None)
        committee.takes("Sanne", "Bel de voorzitter", TUE_17, means="phone")
        for seat in ("voorzitter", "lid van een convenantpartner", "ambtenaar van de gemeente"):
            committee.takes("Sanne", f"Bel dit lid: {seat}", TUE_17, means="phone", answer="not_involved")
        dossiers = [committee.writes(TUE_17, Notice.DOSSIER_TO_MEMBER)[0].to for _ in range(3)]
        committee.takes("Sanne", "Stuk opvragen", WED_18, what="Het rooster.", why="Voor de dagen.", means="email")
        committee.takes("Sanne", "Bespreking vastleggen", WED_18, means="phone")
        committee.takes("Sanne", "Zitting plannen", WED_18, **HEARING, means="phone")
        invited = committee.writes(WED_18, Notice.HEARING_INVITATION, to_r1=TOM)
        committee.takes("Sanne", "Zitting vastleggen", MON_23, means="phone")
        committee.takes("Sanne", "Beraad vastleggen", MON_23, means="phone")
        committee.takes(
            "Sanne", "Tweede zitting plannen", MON_23, missing="Het rooster.", planned_for=TUE_24, time="10:00",
            place="Raadhuis", means="phone",
        )  # fmt: skip
        committee.takes("Sanne", "Tweede zitting afzeggen", MON_23, reason="Het rooster is er.", means="phone")
        signed = keeps(committee, "uitspraak.txt")
        committee.sitting.on(FRI_27).as_("Sanne").open().press("Uitspraak doen")
        committee.sitting.submit(ruling="upheld", means="letter", on=TUE_24, document=signed, recommendation=ADVICE)
        committee.sitting.submit()
        assert not committee.sitting.errors
        ruled = committee.writes(FRI_27, Notice.RULING, to_r1=TOM)
        copies = committee.writes(FRI_27, Notice.RULING_COPY)
        committee.takes("Sanne", "Eens met de uitspraak: lid van een convenantpartner", FRI_27, means="phone")

        members = [f"{who}@voorbeeld.example" for who in ("HANNEKE", "PETER", "KAREL")]
        assert dossiers == members
        assert [mail.to for mail in invited] == [ADA, TOM, *members]
        assert [mail.to for mail in ruled] == [ADA, TOM]
        assert [mail.to for mail in copies] == members
        assert committee.channels == []
        taken = [one for one in committee.sitting.complaint.events if one.action in OWN_STEPS]
        assert len(taken) == 9
        assert all(one.attributes["on_behalf_of"] and one.attributes["means"] for one in taken)
        assert {one.by for one in taken} == {committee.sitting.people["Sanne"].id}
