"""What the bot said about a case in Slack is taken away again; what it may not delete is told (R21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from klachtbot.domain.retention import Retention
from klachtbot.practice.model import BOT_USER
from klachtbot.storage.office import write_office
from klachtbot.usecases.documents import DocumentKind, NewDocument
from klachtbot.usecases.forget_in_slack import Left, forget_in_slack
from klachtbot.usecases.retention import keep_terms
from tests.e2e.test_committee_channel import Hall, declared, hall

__all__ = ["hall"]


def forget(hall: Hall) -> Left:
    with hall.sitting.desk.units() as uow:
        left = forget_in_slack(uow, hall.sitting.complaint.id, asked_by=hall.sitting.by.id)
        uow.commit()
    hall.go_on()
    return left


def said_by_the_bot(hall: Hall) -> list[str]:
    return [one.text for id in hall.slack.channels for one in hall.slack.history(id) if one.user == BOT_USER]


def test_every_message_and_file_of_the_bot_about_a_case_goes_and_doing_it_twice_does_no_harm(hall: Hall) -> None:
    with hall.sitting.desk.units() as uow:
        id = uow.documents.add(
            hall.sitting.complaint.id,
            NewDocument(DocumentKind.COMPLAINT, "Brief.txt", b"Beste mensen", origin="slack:F0THEIRS"),
        )
        uow.commit()
    declared(hall, "Peter")
    hall.go_on()
    hall.sitting.stack = []
    hall.sitting.as_("Peter").carry(f"document:{id}", f"{hall.sitting.id}:{id}:1")
    hall.go_on()
    files = [file for one in hall.slack.channels for m in hall.slack.history(one) for file in m.files]
    assert said_by_the_bot(hall)
    assert files

    left = forget(hall)

    assert [one for one in said_by_the_bot(hall) if "K-2026-001" in one] == []
    assert all(file.deleted for file in files)
    assert left == Left(hall.channel.id, ("F0THEIRS",))
    assert forget(hall) == left


def test_r21_a_destroyed_case_takes_its_messages_along_and_leaves_the_channel_to_the_administrator(hall: Hall) -> None:
    declared(hall, "Peter")
    hall.go_on()
    channel = hall.channel.id
    hall.sitting.as_("Sanne").take("Intrekken", means="phone")
    hall.go_on()
    with hall.database.uow() as uow:
        office = uow.office()
        assert office is not None
        write_office(uow.connection, uow.vault, replace(office, retention=Retention(confirmed=True)))
        uow.commit()
    assert any("K-2026-001" in text for text in said_by_the_bot(hall))
    hall.sitting.on(date(2031, 11, 24))

    destroyed = keep_terms(hall.database.uow, hall.sitting.clock.today())
    hall.go_on()

    with hall.database.uow(read_only=True) as uow:
        (stone,) = uow.tombstones.all()
    assert destroyed == 1
    assert stone.left_in_slack == {"channel": [channel], "file": []}
    assert [text for text in said_by_the_bot(hall) if "K-2026-001" in text] == []
