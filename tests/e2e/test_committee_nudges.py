"""How the committee is reminded: mails to who is not in Slack, posts in its channel, and when somebody is to call them.

The case reached the committee on Tuesday 17 November 2026, so it is to be discussed by Tuesday 1 December.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from klachtbot.clock.delivery import Delivery
from klachtbot.domain.model import Action, ComplaintId
from klachtbot.domain.nudging import Key
from klachtbot.domain.terms import Term
from klachtbot.slack.renderers import renderer
from klachtbot.usecases.channels import KeptChannel
from klachtbot.usecases.committee_nudges import channel_row
from klachtbot.usecases.delivery import (
    DeliveryImpossible,
    DeliveryInDoubt,
    Mail,
    OutboxRow,
    Post,
    Receipt,
    Rendered,
)
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.undelivered import not_delivered
from tests.clock.outside import KeepingGateway, Transport, deliver_all
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_committee import COMMITTEE, answers, asked, composed, referred

TUE_17, WED_18, TUE_24, MON_30 = (date(2026, 11, day) for day in (17, 18, 24, 30))
TUE_1, WED_2, THU_3 = (date(2026, 12, day) for day in (1, 2, 3))
NAMES = ("Ada", "Okonkwo", "Tom", "Visser", "teruggebeld")
ADDRESS = {who: f"{who.lower()}@voorbeeld.example" for who in ("Hanneke", "Peter", "Karel", "Ilse")}


def by_mail(*who: str) -> str:
    """The organisation, with these of the committee outside Slack."""
    outside = "|".join(one.upper() for one in who)
    return re.sub(rf'slack = "U0({outside})"', lambda found: f'email = "{ADDRESS[found[1].title()]}"', COMMITTEE)


@dataclass
class Rooms:
    """A channel as Slack has it. ``faults`` are raised one per post, after it arrived."""

    said: dict[str, Post] = field(default_factory=dict)
    by_ts: dict[str, str] = field(default_factory=dict)
    faults: deque[Exception] = field(default_factory=deque)

    def place(self, channel: str, post: Post, *, key: str) -> str:
        assert key not in self.said, "twice"
        self.said[key] = post
        self.by_ts[ts := f"c{len(self.by_ts)}"] = key
        if self.faults:
            raise self.faults.popleft()
        return ts

    def placed(self, channel: str, key: str) -> str | None:
        return next((ts for ts, one in self.by_ts.items() if one == key), None)


@dataclass
class Slack(KeepingGateway):
    rooms: Rooms = field(default_factory=Rooms)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        self.posts[slack_id, key] = post
        return super().post(slack_id, post, key=key)

    def update(self, channel: str, ts: str, post: Post) -> None:
        if ts in self.rooms.by_ts:
            self.rooms.said[self.rooms.by_ts[ts]] = post


@dataclass
class Mails:
    """A mail server. ``faults`` are raised one per mail."""

    sent: list[Mail] = field(default_factory=list)
    faults: deque[Exception] = field(default_factory=deque)

    def send(self, mail: Mail, *, key: str) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.sent.append(mail)


class Season:
    """A case before the committee, and days going by."""

    def __init__(
        self, databases: Databases, clock: StoppedClock, *outside: str, mails: bool = True, about: str = "Tom Visser"
    ) -> None:
        database = databases.open(clock)
        by = "Sanne" if about == "Tom Visser" else "Marleen"
        self.sitting = referred(Sitting(database, clock, file=by_mail(*outside), about=about, by=by))
        self.slack, self.mails, self.transport, self.clock = Slack(), Mails(), Transport(), clock
        self.with_mails, self.units = mails, database.uow
        self.delivery = Delivery(
            database.deliveries(),
            self._render,
            self.slack,
            transport_now=self.transport.now,
            mailer=self.mails if mails else None,
            undelivered=lambda row: not_delivered(database.uow, row, clock.today()),
            rooms=self.slack.rooms,  # type: ignore[arg-type]  # what is asked of them here
            chance=lambda: 0.5,
        )

    def _render(self, row: OutboxRow) -> Rendered:
        return None if row.kind in ("home", "channel") else renderer(self.sitting.desk)(row)

    def at(self, day: date, hour: int = 9) -> None:
        """It becomes this winter hour; the clock goes its round, and all that may go goes."""
        self.clock.at = datetime(day.year, day.month, day.day, hour - 1, tzinfo=UTC)
        while sweep(self.units, self.clock, mails=self.with_mails):
            pass
        for _ in range(3):
            self.transport.move(600)
            deliver_all(self.delivery)

    def formed(self, *, secretary: bool = False) -> Season:
        """Everybody of the committee declared not to be involved; who is outside Slack by phone."""
        there = {name for name, one in self.sitting.people.items() if one.slack_id}
        sitting = self.sitting.on(TUE_17)
        composed_with = sitting.as_(sitting.who).open().press("Commissie samenstellen")
        composed_with.submit(**({} if secretary else {"secretary": None}))
        assert not sitting.errors, sitting.errors
        officer = sitting.who
        if "Hanneke" in there:
            asked(sitting, "Hanneke", "confirm").submit()
        else:
            sitting.take("Bel de voorzitter", means="phone")
        for who, seat in (
            ("Hanneke", "voorzitter"),
            ("Peter", "lid van een convenantpartner"),
            ("Karel", "ambtenaar van de gemeente"),
        ):
            sitting.as_(officer)
            if who in there:
                answers(sitting, who, "not_involved")
            else:
                sitting.take(f"Bel dit lid: {seat}", means="phone", answer="not_involved")
        sitting.as_(officer)
        self.at(TUE_17, 11)
        self.mails.sent.clear()
        return self

    def has_channel(self, **changes: object) -> None:
        with self.units() as uow:
            uow.channels.keep(self.sitting.complaint.id, KeptChannel(channel="C1", name="klacht", **changes))  # type: ignore[arg-type]
            uow.commit()

    def discussed(self) -> None:
        self.sitting.letter(Action.RECORD_DELIBERATION, self.clock.today(), on_behalf_of="chair", means="phone")

    def reads(self, slack_id: str, day: date, part: str = "morning") -> str:
        """The message of that part of the day."""
        found = [post for (to, key), post in self.slack.posts.items() if to == slack_id and f"{day}:{part}" in key]
        return json.dumps([dict(block) for post in found for block in post.blocks], ensure_ascii=False)

    def told(self, slack_id: str) -> list[str]:
        return [post.text for (to, _), post in self.slack.posts.items() if to == slack_id]

    @property
    def subjects(self) -> list[tuple[str, str]]:
        return [(mail.to.partition("@")[0], mail.subject) for mail in self.mails.sent]


@pytest.fixture
def outside(sqlite_databases: Databases, clock: StoppedClock) -> Season:
    """A chair outside Slack, and no secretary."""
    return Season(sqlite_databases, clock, "Hanneke").formed()


def test_a_chair_outside_slack_gets_a_mail_with_number_term_and_day_and_no_name(outside: Season) -> None:
    outside.at(TUE_24)

    [mail] = outside.mails.sent
    assert (mail.to, mail.reply_to) == ("hanneke@voorbeeld.example", "info@voorbeeld.example")
    assert mail.subject == "Klacht K-2026-001: voorbespreking uiterlijk dinsdag 1 december"
    assert "Dat kan tot en met dinsdag 1 december." in mail.text
    assert "036 000 00 00" in mail.text
    assert not [name for name in NAMES if name in mail.text + mail.html + mail.subject]


def test_after_two_mails_about_a_deadline_who_handles_the_case_is_to_call(outside: Season) -> None:
    for day in (TUE_24, MON_30, TUE_1):
        outside.at(day)

    assert len(outside.mails.sent) == 2
    assert "voorbespreking" not in outside.reads("U0SANNE", MON_30)
    assert "bel dit lid: voorzitter · voorbespreking" in outside.reads("U0SANNE", TUE_1)


def test_it_goes_on_asking_to_call_until_the_term_is_met_and_then_says_no_more(outside: Season) -> None:
    for day in (TUE_24, MON_30, TUE_1, WED_2):
        outside.at(day)
    outside.discussed()
    outside.at(THU_3)

    assert "bel dit lid: voorzitter · voorbespreking" in outside.reads("U0SANNE", WED_2)
    assert len(outside.mails.sent) == 2
    assert "voorbespreking" not in outside.reads("U0SANNE", THU_3)


def test_a_secretary_in_slack_is_who_calls(sqlite_databases: Databases, clock: StoppedClock) -> None:
    season = Season(sqlite_databases, clock, "Hanneke").formed(secretary=True)

    for day in (TUE_24, MON_30, TUE_1):
        season.at(day)

    assert len(season.mails.sent) == 2
    assert "bel dit lid" not in season.reads("U0ILSE", MON_30)
    assert "bel dit lid: voorzitter · voorbespreking · uiterlijk dinsdag 1 december" in season.reads("U0ILSE", TUE_1)
    assert "voorbespreking" not in season.reads("U0SANNE", TUE_1)


def test_a_secretary_outside_slack_gets_two_mails_and_nobody_need_call_while_the_chair_is_in_slack(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Ilse").formed(secretary=True)

    for day in (TUE_24, MON_30, TUE_1):
        season.at(day)

    assert [to for to, _ in season.subjects] == ["ilse", "ilse"]
    assert "voorbespreking" in season.reads("U0HANNEKE", TUE_1)
    assert "bel dit lid" not in season.reads("U0HANNEKE", TUE_1) + season.reads("U0SANNE", TUE_1)


def test_without_a_mail_server_who_handles_the_case_is_to_call_from_the_first_time(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke", mails=False).formed()

    season.at(TUE_24)

    assert "bel dit lid: voorzitter · voorbespreking" in season.reads("U0SANNE", TUE_24)


def test_a_mail_that_waits_beyond_the_hours_goes_the_next_working_morning(outside: Season) -> None:
    outside.clock.at = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
    while sweep(outside.units, outside.clock, mails=True):
        pass

    outside.at(TUE_24, 18)
    evening = list(outside.mails.sent)
    outside.at(date(2026, 11, 25), 9)

    assert evening == []
    assert len(outside.mails.sent) == 1


def test_a_mail_is_not_sent_any_more_when_the_term_was_met_while_it_waited(outside: Season) -> None:
    outside.clock.at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    while sweep(outside.units, outside.clock, mails=True):
        pass
    outside.discussed()

    outside.at(TUE_24, 10)

    assert outside.mails.sent == []


@pytest.mark.parametrize("fault", [DeliveryInDoubt(), DeliveryImpossible("550")], ids=["in doubt", "refused"])
def test_of_a_mail_that_perhaps_did_not_arrive_who_handles_the_case_hears_and_it_is_not_sent_again(
    outside: Season, fault: Exception
) -> None:
    outside.mails.faults.append(fault)

    outside.at(TUE_24)
    outside.at(TUE_24, 15)

    assert outside.mails.sent == []
    said = "K-2026-001: het is niet zeker of een mail aan de commissie aankwam. Bel dit lid."
    assert [one for one in outside.told("U0SANNE") if one.startswith(said)] != []


def test_r23_of_the_supervisors_case_the_mail_names_the_supervisor(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke", about="Joris Bakker").formed()

    for day in (TUE_24, MON_30, TUE_1):
        season.at(day)

    assert {mail.reply_to for mail in season.mails.sent} == {"marleen@voorbeeld.example"}
    assert season.mails.sent[0].subject.startswith("Klacht L-2026-001: ")
    assert "bel dit lid: voorzitter" in season.reads("U0MARLEEN", TUE_1)
    assert "L-2026-001" not in "".join(season.told("U0SANNE") + season.told("U0JORIS"))


# The questions of R13 -------------------------------------------------------------------------------------------------


def test_the_chair_and_members_outside_slack_are_asked_by_mail_once_and_no_name_is_in_it(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke", "Peter")

    composed(season.sitting)
    season.at(TUE_17, 11)
    season.sitting.take("Bel de voorzitter", means="phone")
    season.at(TUE_17, 12)

    assert season.subjects == [
        ("hanneke", "Klacht K-2026-001: is de commissie goed zo?"),
        ("hanneke", "Klacht K-2026-001: bent u betrokken?"),
        ("peter", "Klacht K-2026-001: bent u betrokken?"),
    ]
    assert "als lid van een convenantpartner" in season.mails.sent[2].text
    assert not [name for name in NAMES for mail in season.mails.sent if name in mail.text + mail.html + mail.subject]
    assert [one for one in season.told("U0SANNE") if "kwam niet aan" in one] == []


def test_a_question_by_mail_does_not_keep_the_officer_from_calling_after_two_working_days(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke")
    composed(season.sitting)

    for day in (TUE_17, WED_18, date(2026, 11, 19)):
        season.at(day, 11)

    assert len(season.mails.sent) == 1
    assert "bel de voorzitter" in season.reads("U0SANNE", date(2026, 11, 19))


def test_what_was_answered_by_phone_tells_nobody_of_a_message_that_did_not_arrive(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke", "Peter", "Karel").formed()

    assert [one for one in season.told("U0SANNE") if "kwam niet aan" in one] == []


# The channel ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(sqlite_databases: Databases, clock: StoppedClock) -> Season:
    """Everybody of the committee is in Slack."""
    return Season(sqlite_databases, clock).formed()


def in_channel(season: Season) -> list[str]:
    return [post.text for post in season.slack.rooms.said.values()]


def test_each_rung_is_one_short_post_in_the_channel_and_no_name_is_in_it(inside: Season) -> None:
    inside.has_channel()

    for day, hour in ((TUE_24, 9), (TUE_24, 15), (MON_30, 9), (TUE_1, 9), (TUE_1, 15), (WED_2, 9)):
        inside.at(day, hour)

    by_then = "K-2026-001: voorbespreking, uiterlijk dinsdag 1 december"
    assert in_channel(inside) == [by_then] * 4 + ["K-2026-001: voorbespreking, dat moest dinsdag 1 december"]


def test_it_waits_for_the_channel_to_be_made(inside: Season) -> None:
    inside.at(TUE_24, 9)
    before = in_channel(inside)
    inside.has_channel()

    inside.at(TUE_24, 10)

    assert (before, len(in_channel(inside))) == ([], 1)


def test_nothing_is_said_in_a_channel_that_is_archived(inside: Season) -> None:
    inside.has_channel(archived_at=inside.clock.at)

    inside.at(TUE_24)

    assert in_channel(inside) == []


def test_what_could_not_be_said_for_days_is_said_once_and_within_the_hours(inside: Season) -> None:
    for day in (TUE_24, MON_30, TUE_1):
        inside.at(day, 9)
    inside.has_channel()

    inside.at(TUE_1, 18)
    evening = in_channel(inside)
    inside.at(WED_2, 9)

    assert evening == []
    assert in_channel(inside) == ["K-2026-001: voorbespreking, dat moest dinsdag 1 december"]


def test_a_post_that_had_arrived_is_not_said_again(inside: Season) -> None:
    inside.has_channel()
    inside.slack.rooms.faults.append(DeliveryInDoubt())

    inside.at(TUE_24, 9)
    inside.at(TUE_24, 10)

    assert len(in_channel(inside)) == 1


def test_what_is_met_is_ticked_off_where_it_stands(inside: Season) -> None:
    inside.has_channel()
    for day in (TUE_24, MON_30):
        inside.at(day)

    inside.discussed()
    inside.at(MON_30, 10)

    assert in_channel(inside) == ["K-2026-001: voorbespreking, gedaan"] * 2


def test_what_was_met_before_it_could_be_said_is_not_said(inside: Season) -> None:
    inside.at(TUE_24, 9)
    inside.discussed()
    inside.has_channel()

    inside.at(TUE_24, 10)

    assert in_channel(inside) == []


def test_a_panel_wholly_outside_slack_has_no_channel_to_say_it_in(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    season = Season(sqlite_databases, clock, "Hanneke", "Peter", "Karel").formed()

    season.at(TUE_24)

    assert (in_channel(season), len(season.mails.sent)) == ([], 1)


def test_what_two_cases_have_to_say_on_one_morning_is_said_in_both_channels(inside: Season) -> None:
    """Of what goes to one place with the same words in it only the last goes out; these are two places."""
    here = inside.sitting.complaint
    key = Key(Term.DELIBERATION, "", TUE_17, "tomorrow", MON_30)

    rows = [channel_row(case, key) for case in (here, replace(here, id=ComplaintId("another")))]

    assert rows[0].payload != rows[1].payload
