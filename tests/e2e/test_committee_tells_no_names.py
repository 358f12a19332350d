"""The promise that no name of a party, and no word of what happened, stands where anybody may look: the longest story
the committee can have, and then everything that Slack, the mail server and the log saw of it (R12-R18, R21)."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from klachtbot.cli import logs
from klachtbot.domain.model import Action, Notice, Stage
from klachtbot.practice.driver import texts_of
from klachtbot.usecases.nudge import sweep
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Typed
from tests.e2e.test_committee import COMMITTEE, answers, asked
from tests.e2e.test_committee_channel import ILSE
from tests.e2e.test_committee_steps import pressed
from tests.e2e.test_committee_stories import (
    FRI_27,
    HEARING,
    MON_16,
    MON_30,
    OFFICE,
    THU_19,
    TOM,
    TUE_17,
    WED_9,
    WED_18,
    Committee,
    keeps,
    opened,
    presses,
    rules,
)

TUE_1, WED_2, TUE_8, WED_16, THU_17 = (date(2026, 12, day) for day in (1, 2, 8, 16, 17))
FRI_18, MON_21, LONG_AFTER = date(2026, 12, 18), date(2026, 12, 21), date(2027, 1, 4)

SECRETS = (
    "Ada", "Okonkwo", "Bram", "Kuiper", "Tom", "Visser", "Nadia", "Verbeek", "Boer", "Yusuf", "teruggebeld",
    "keukentrapje", "koffieautomaat", "agendablad", "kladblok", "Raadhuis", "zoekgeraakt", "planner", "terugbellen",
    "briefpapier", "logboek", "dochter", "schoonzus", "fiets", "briefje",
)  # fmt: skip
"""Names of who complains, speaks for them, is complained about, has a document or comes along; and words of the story,
of the reports, the reasons and the advice, of documents, notes and places."""


def secrets_in(text: str) -> set[str]:
    """The words of that list that stand in a text, each as a word of its own."""
    return {word for word in SECRETS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)}


def test_no_name_and_no_word_of_it_stands_anywhere_but_in_what_is_opened_or_written_to_somebody(
    sqlite_databases: Databases, clock: StoppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside = COMMITTEE.replace('slack = "U0KAREL"', 'email = "karel@voorbeeld.example"')

    with log_lines() as log, opened(sqlite_databases, clock, outside) as committee:
        whole_story(committee)
    seen = everything_seen(committee)
    seen["log"] = log.getvalue().splitlines()
    seen["our own log, of every level"] = said_by("klachtbot", caplog)
    seen["all that went to Slack, also what was changed later"] = said_by("slack_sdk", caplog)

    assert {where: found for where, lines in seen.items() if (found := secrets_in("\n".join(lines)))} == {}
    assert [where for where, lines in seen.items() if not lines] == []
    views = committee.sitting.shown_before
    assert secrets_in("\n".join(text for view in views for text in texts_of(view))) == {*SECRETS}
    assert committee.sitting.complaint.stage is Stage.CLOSED
    assert [one.is_archived for one in committee.channels] == [True]


def everything_seen(committee: Committee) -> dict[str, list[str]]:
    """What stands in the workspace and went by mail, without what is in a letter, a file or a form."""
    slack, mails = committee.slack, committee.mails.sent
    rooms = list(slack.channels.values())
    said = [message for room in rooms for message in slack.history(room.id)]
    files = [file for message in said for file in message.files]
    return {
        "channels": [f"{one.name} {one.topic}" for one in rooms],
        "bookmarks": [str(mark) for one in rooms for mark in one.bookmarks],
        "notifications": [one.text for one in said],
        "messages": [f"{one.blocks} {one.metadata}" for one in said],
        "files": [f"{one.name} {one.title}" for one in files],
        "views": [str(one["title"]) for one in committee.sitting.shown_before],
        "mails": [f"{one.subject} {[file.name for file in one.attachments]}" for one in mails],
        "appointments": [
            line for one in mails for line in (one.calendar or b"").decode().splitlines() if "SUMMARY" in line
        ],
        "traffic": slack.traffic,
    }


def said_by(logger: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name.startswith(logger)]


@contextmanager
def log_lines() -> Iterator[io.StringIO]:
    """What the process writes to its log, were it to write lines of every level."""
    stream = io.StringIO()
    handler = logs.handler(stream)
    handler.filters.clear()  # as after the start
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


def morning(committee: Committee, *days: date) -> None:
    """The clock makes its round on the morning of these days, and who is to be reminded is."""
    for day in days:
        committee.sitting.on(day)
        while sweep(committee.database.uow, committee.sitting.clock, mails=True):
            pass
        committee.go_on(3)


def whole_story(committee: Committee) -> None:
    """Everything that can happen on the way to a ruling, with a withheld name and words that nobody else may read."""
    sitting = committee.sitting.on(MON_16)
    sitting.take("Aanvullen", story="Ik wachtte bij het keukentrapje.")
    sitting.take(
        "Over de klager",
        representative="Bram Kuiper",
        representative_kind="next_of_kin",
        authorisation="seen",
        privacy=("name_withheld",),
    )
    sitting.take("Beklaagde toevoegen", names="Nadia Verbeek")
    sitting.letter(Action.RECORD_CONTACT, MON_16, explained=True).letter(Action.ACKNOWLEDGE, MON_16)
    for who in ("Tom Visser", "Nadia Verbeek"):
        sitting.take(f"Beklaagde informeren: {who}", means="phone", told="Over de koffieautomaat.")
    sitting.take("Gesprek niet gelukt", reason="De dochter was ziek.")
    sitting.take("Verslag schrijven", report="Bij het keukentrapje bleef het stil.")
    sitting.letter(Action.SEND_REPORT_UNSETTLED, MON_16, next_steps=True, committee_contact=True)
    letter = keeps(committee, "Brief van Ada Okonkwo.txt")
    committee.takes(
        "Sanne", "Keuze klager vastleggen", TUE_17, choice="committee", means="phone", agrees=("consent",),
        note="Haar schoonzus belde.",
    )  # fmt: skip
    committee.takes("Sanne", "Commissie inschakelen", TUE_17, means="email", note="Op briefpapier.")
    committee.writes(TUE_17, Notice.REFERRAL, to_r1=TOM, to_r2=TOM)
    committee.writes(TUE_17, Notice.DOSSIER, to_committee=OFFICE)

    # the panel, a guest who cannot be invited, and a stranger
    committee.slack.users[ILSE].is_ultra_restricted = True
    committee.takes("Sanne", "Commissie samenstellen", TUE_17)
    asked(sitting, "Hanneke", "confirm").submit()
    committee.go_on(3)
    for one in ("Hanneke", "Peter"):
        answers(sitting, one, "not_involved")
    committee.takes("Sanne", "Bel dit lid: ambtenaar van de gemeente", TUE_17, means="phone", answer="not_involved")
    committee.slack.users[ILSE].is_ultra_restricted = False
    committee.sitting.on(WED_18)
    committee.go_on()
    committee.slack.channels[committee.channel.id].members.add("U0TOM")
    committee.go_on()
    committee.writes(WED_18, Notice.DOSSIER_TO_MEMBER)

    # documents: asked for, refused, delivered, shared, and brought to who asks
    pressed(committee, "Peter", "Andere stap…").press("Stuk opvragen")
    sitting.submit(what="Het logboek", why="Tom Visser schreef erin.", holder="other", holder_name="Huisarts De Boer",
                   holder_contact=TOM)  # fmt: skip
    assert not sitting.errors, sitting.errors
    committee.writes(WED_18, Notice.DOCUMENT_REQUEST)
    committee.takes("Hanneke", "Stuk opvragen", WED_18, what="Het kladblok van Nadia", why="Om de planner.")
    committee.takes("Sanne", "Stuk komt niet: vraag 2", THU_19, reason="Het is zoekgeraakt.")
    diary = keeps(committee, "Agendablad van Tom Visser.txt")
    committee.takes("Sanne", "Stuk leveren: vraag 1", THU_19, document=diary)
    committee.writes(THU_19, Notice.DOCUMENT_SHARED, to_r1=TOM, to_r2=TOM)
    committee.writes(THU_19, Notice.DOSSIER_SUPPLEMENT)
    for n, id in enumerate((letter, diary), start=1):
        sitting.stack = []
        sitting.as_("Peter").carry(f"document:{id}", f"{sitting.id}:{id}:{n}")
    sitting.as_("Peter").open().press("Dossier als PDF")
    committee.go_on()

    # late: who is to be reminded is; then the hearing, planned and moved
    morning(committee, FRI_27, MON_30, TUE_1, WED_2)
    presses(committee, "Peter", "Bespreking vastleggen", WED_2)
    presses(committee, "Hanneke", "Zitting plannen", WED_2, **HEARING | {"planned_for": TUE_8, "others": "Yusuf"})
    committee.writes(WED_2, Notice.HEARING_INVITATION, to_r1=TOM, to_r2=TOM)
    presses(committee, "Hanneke", "Zitting verplaatsen", WED_2, planned_for=WED_9, reason="De fiets was stuk.")
    committee.writes(WED_2, Notice.HEARING_INVITATION, to_r1=TOM, to_r2=TOM)
    presses(committee, "Hanneke", "Zitting vastleggen", WED_9, minutes_text="Tom had het over het keukentrapje.")
    presses(committee, "Hanneke", "Beraad vastleggen", WED_9)

    # a member steps back halfway, and there is a second hearing
    answers(sitting, "Peter", "involved", "personal_tie")
    committee.takes("Sanne", "Commissie samenstellen", WED_9)
    asked(sitting, "Hanneke", "confirm").submit()
    committee.go_on(3)
    answers(sitting, "Aisha", "not_involved")
    committee.go_on()
    again: dict[str, Typed] = {"planned_for": WED_16, "time": "10:00", "place": "Raadhuis"}
    presses(committee, "Aisha", "Tweede zitting plannen", WED_9, missing="Wat de planner zag.", **again)
    committee.writes(WED_9, Notice.SECOND_HEARING_INVITATION, to_r1=TOM, to_r2=TOM)
    presses(committee, "Hanneke", "Tweede zitting vastleggen", WED_16, minutes_text="De planner was er.")
    presses(committee, "Hanneke", "Beraad vastleggen", WED_16)

    # the ruling, what is done with it, and the end
    rules(committee, "Hanneke", THU_17)
    presses(committee, "Aisha", "Eens met de uitspraak", THU_17)
    committee.writes(THU_17, Notice.RULING, to_r1=TOM, to_r2=TOM)
    committee.writes(THU_17, Notice.RULING_COPY)
    committee.takes(
        "Sanne",
        "Actie vastleggen",
        THU_17,
        action="Bellen via het logboek.",
        action_owner=("U0FATMA",),
        action_due=FRI_18,
    )
    committee.takes("Sanne", "Klacht afronden", THU_17, learning="lesson", lesson="Kijk in het logboek.")
    morning(committee, FRI_18, MON_21, LONG_AFTER)
