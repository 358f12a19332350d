"""What the outbox sends, rendered at delivery: a fresh look at who may see what, then a message or a Home tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.errors import NotFound, Stale
from klachtbot.domain.model import Complaint, ComplaintId, PersonId
from klachtbot.domain.retention import held, kept_until
from klachtbot.slack import committee_rendering, digest_rendering, ruling_rendering
from klachtbot.slack.committee_rendering import asked_of
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import absence, hearing, notice, panel, requests, retention, room, ruling, seat, start
from klachtbot.slack.screens import inspection as inspection_screen
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases import access, committee_channel, inspection
from klachtbot.usecases import panel as asked_panel
from klachtbot.usecases.absence import current
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.committee_nudges import CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, NUDGE_MAIL, PANEL_MAIL
from klachtbot.usecases.compose import whom_to_call
from klachtbot.usecases.delivery import (
    Deletion,
    DeliveryImpossible,
    DeliveryLater,
    File,
    Home,
    OutboxRow,
    Post,
    Removal,
    Rendered,
    Renderer,
    Room,
    Update,
)
from klachtbot.usecases.document_messages import REFUSED, REQUESTED, REQUESTED_UPDATE
from klachtbot.usecases.documents import DocumentId, suffix_of
from klachtbot.usecases.enclosures import inventory
from klachtbot.usecases.forget_in_slack import FORGET
from klachtbot.usecases.give_back import meanwhile
from klachtbot.usecases.hearing_calendar import CALENDAR, meeting_of
from klachtbot.usecases.hearing_messages import CANCELLED, PLANNED
from klachtbot.usecases.notice import still_to_go
from klachtbot.usecases.office import retention_of
from klachtbot.usecases.organisation_member import COMMITTEE
from klachtbot.usecases.panel_messages import CONFIRM, DECLARE, EMPTY, OPEN, OPENS, UPDATE, standing
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.retention import WARNING
from klachtbot.usecases.ruling_messages import MADE
from klachtbot.usecases.show_document import number_of
from klachtbot.usecases.stand_in import left_alone, standing_in, stood_in_for
from klachtbot.usecases.undelivered import NO_NEWS, may_hear

Kind = Callable[[Desk, Texts, UnitOfWork, OutboxRow], Rendered]


def renderer(desk: Desk) -> Renderer:
    """The renderer of every kind of row."""

    def render(row: OutboxRow) -> Rendered:
        if row.kind in _ANYWAY:
            with desk.units(read_only=True) as uow:
                return _ANYWAY[row.kind](desk, uow, row)
        if not row.to.active or row.to.slack_id is None:
            # Who left need not hear any more, but for a notice. Somebody must hear that the rest did not arrive.
            if row.kind == "notice" or (row.to.active and row.kind not in NO_NEWS):
                raise DeliveryImpossible("not_in_slack")
            return None
        if row.kind == inspection.WISH:
            try:
                inspection.look_at_wish(desk.units, row.to, desk.clock.now())
            except Stale:
                raise DeliveryLater(1.0, asked=True) from None
            return None
        t = desk.texts(desk.languages.of(row.to.slack_id))  # may ask Slack: before the unit of work, not in it
        with desk.units(read_only=True) as uow:
            return KINDS[row.kind](desk, t, uow, row)

    return render


def _about(make: Callable[[Complaint, date, Texts], Post | None]) -> Kind:
    """A message about a case, only while the person may read it."""

    def kind(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
        today = desk.clock.today()
        complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
        if complaint is None or not access.may_read(uow, row.to, complaint, today):
            return None
        return make(complaint, today, t)

    return kind


def _cannot_wait(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.is_alarmed(uow, row.to, complaint, desk.clock.today()):
        return None
    return start.cannot_wait(complaint, t)


def _goes(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """That a dossier is destroyed in a month (R21): as long as it is."""
    today = desk.clock.today()
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, today):
        return None
    last_day = date.fromisoformat(row.payload["last_day"])
    if held(complaint) or kept_until(complaint, retention_of(uow)) != last_day:
        return None
    return retention.warning(complaint, last_day, t)


def _heard(text: str) -> Kind:
    """What a reporter hears (``text`` is marked with N_): the day, nothing else."""

    def kind(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
        return start.heard(t(text, day=t.day(date.fromisoformat(row.payload["on"]))))

    return kind


def _home(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return home_of(desk, t, uow, row.to)


def home_of(desk: Desk, t: Texts, uow: UnitOfWork, person: Person | None) -> Home:
    """The Home tab of this person, as it is now."""
    inspects = bool(inspection.of_person(uow, person))
    if person is None or not access.registers(person):
        searches = person is not None and not person.positions.isdisjoint(COMMITTEE)
        return Home(start.home_of_others(t, searches=searches, inspects=inspects))
    today = desk.clock.today()
    page = access.cases_of(uow, person, today, limit=start.ON_HOME)
    organisation = uow.people.organisation()
    for_ = [(one.name, current(organisation, one.id, today)) for one in stood_in_for(uow, person, today)]
    whereabouts = absence.on_home(current(organisation, person.id, today), for_, t)
    reports = access.reports_of(uow, person, today)
    return Home(start.home_of_officer(page, reports, calendar_of(uow), today, t, whereabouts, inspects=inspects))


def _stands(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return start.stands(row.payload["link"], t)


def _notice(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    office = uow.office()
    if office is None or not still_to_go(uow, row):
        return None
    return notice.message(str(row.complaint), row.payload["letter"], office.contact.name, t)


def _document(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A document somebody asked for, while they may read the case. Its own name stands nowhere in Slack."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
        return None
    found = uow.documents.open(DocumentId(row.payload["document"]))
    if found is None or found.row.complaint != complaint.id:
        return None
    number = row.payload.get("number") or str(number_of(uow, complaint, found.row.id))
    title = t("{number}, stuk {n}", number=complaint.label, n=number)
    ending = suffix_of(found.row.name or "")
    text = t("Dit stuk vroeg je op. Na 24 uur halen wij het hier weer weg.")
    return File(f"{title}.{ending}" if ending else title, title, text, found.content)


def _calendar(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The hearing to come for somebody's own calendar, while they may read the case."""
    complaint = uow.complaints.by_id(row.complaint, opened=True) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
        return None
    office = uow.office()
    summary = t(hearing.SUMMARY, organisation=office.contact.name if office else "")
    meeting = meeting_of(uow, complaint, row.to, summary, desk.clock.now())
    return hearing.for_calendar(complaint, desk.letters.invite(meeting), t) if meeting is not None else None


def _inspected_document(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A document a respondent asked for, while they may have it (R20). Nothing in Slack says of which case it is."""
    try:
        paper = inspection.paper_of(uow, row.to, ComplaintId(str(row.complaint)), row.payload["document"])
    except NotFound:
        return None
    found = uow.documents.open(DocumentId(row.payload["document"]))
    if found is None:
        return None
    title = inspection_screen.file_title(paper.number, t)
    ending = suffix_of(found.row.name or "")
    return File(f"{title}.{ending}" if ending else title, title, inspection_screen.file_text(t), found.content)


def _looked(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    waiting = int(row.payload["waiting"])
    return _about(lambda complaint, _, t: inspection_screen.looked(complaint, waiting, t))(desk, t, uow, row)


def _document_failed(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    code = row.payload["code"]
    return _about(lambda complaint, today, t: start.document_failed(complaint, code, t))(desk, t, uow, row)


def _undelivered(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    number, today = row.payload["row"], desk.clock.today()
    if row.complaint is None:
        return start.undelivered(number, t)
    complaint = uow.complaints.by_id(row.complaint)
    if complaint is None:
        return None
    reads = access.may_read(uow, row.to, complaint, today)
    if not reads and not may_hear(uow, row.to, complaint, today):
        return None
    mail = row.payload.get("mail") == "member"
    return start.undelivered_about(complaint, number, t, opens=reads, mail=mail)


def _remove_file(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """Takes a file away that was brought; one that is still under way is waited for."""
    upload = uow.outbox.upload(row.payload["upload"])
    if upload is not None and upload.unsent:
        raise DeliveryLater(_WHILE_UNDER_WAY, asked=True)
    return Removal(upload.file) if upload is not None and upload.file else None


def _absence_entered(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """To who is away, while what a colleague entered still stands."""
    first, last = row.payload["first"], row.payload["last"]
    stands = (one for one in uow.absences.all() if one.person == row.to.id)
    found = next((one for one in stands if (str(one.first), str(one.last or "")) == (first, last)), None)
    return absence.entered(found.first, found.last, desk.clock.today(), t) if found is not None else None


def _standing_in(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    today = desk.clock.today()
    found = standing_in(uow, row.to.id, PersonId(row.payload["person"]), row.payload["first"], today)
    return absence.standing_in(found, today, t) if found is not None else None


def _standing_in_update(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The message where it stands, as it is now."""
    there = uow.outbox.message(row.payload["message"])
    if there is None or not there.ts:
        return None
    now = _standing_in(desk, t, uow, row)
    return Update(there.channel, there.ts, now if isinstance(now, Post) else absence.nothing_left_to_do(t))


def _nobody_left(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    today = desk.clock.today()
    found = left_alone(uow, row.to.id, PersonId(row.payload["person"]), row.payload["first"], today)
    return absence.nobody_left(found, today, t) if found is not None else None


def _returned(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    today = desk.clock.today()
    found = meanwhile(uow, row.to.id, date.fromisoformat(row.payload["since"]), today)
    return absence.returned(found, today, t) if found else None


def _given_back(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    return absence.given_back(int(row.payload["count"]), t)


_WHILE_UNDER_WAY = 600.0  # seconds


def _channel(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The committee's channel, as it is to be now. In Dutch: it is for all of them."""
    complaint = uow.complaints.by_id(ComplaintId(row.payload["complaint"]), opened=True)
    if complaint is None:
        return None
    today, t = desk.clock.today(), desk.texts("nl")
    organisation, known = uow.people.organisation(), uow.people.by_id
    former = (known(one) for one in committee_channel.belonged(complaint))
    contact = whom_to_call(uow, complaint)
    papers = inventory(complaint, uow.documents.of(complaint.id, opened=True), lambda _ref: "")
    closed = people.committee_is_done(complaint, organisation, today)
    until = people.committee_until(complaint, organisation)
    return Room(
        complaint.id,
        committee_channel.name_of(complaint),
        room.topic(complaint, t),
        {} if closed else committee_channel.in_slack(uow, complaint, today),
        frozenset(one.slack_id for one in former if one is not None and one.slack_id),
        room.pinned(complaint, papers, contact, today, t, until=until),
        closed=closed,
        news=room.news(complaint, papers, t),
    )


def _forget(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A message or a file of ours is taken away, whatever became of the case."""
    there = row.payload
    return Removal(there["file"]) if "file" in there else Deletion(there["channel"], there["ts"])


_ANYWAY: Mapping[str, Callable[[Desk, UnitOfWork, OutboxRow], Rendered]] = {
    "remove_file": _remove_file,
    FORGET: _forget,
    "channel": _channel,
    CHANNEL_NUDGE: committee_rendering.channel_nudge,
    CHANNEL_NUDGE_DONE: committee_rendering.channel_nudge_done,
    NUDGE_MAIL: committee_rendering.nudge_mail,
    PANEL_MAIL: committee_rendering.panel_mail,
}
"""What happens also when the person has left, or is not in Slack."""


def _question(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A question to somebody of the committee, while they are to answer it."""
    complaint, asked = asked_of(uow, row)
    if complaint is None or asked is None or standing(complaint, asked) != OPEN:
        return None
    return seat.message(complaint, _QUESTIONS[asked.kind], OPEN, t, seat_of=asked.seat)


def _question_now(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The same message, as its question stands now."""
    complaint, asked = asked_of(uow, row)
    there = uow.outbox.message(row.payload["message"])
    if complaint is None or asked is None or there is None or not there.ts:
        return None
    shown = seat.message(complaint, _QUESTIONS[asked.kind], standing(complaint, asked), t, seat_of=asked.seat)
    return Update(there.channel, there.ts, shown)


_QUESTIONS = {CONFIRM: asked_panel.CONFIRM, DECLARE: asked_panel.DECLARE}


def _stranger(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    found = row.payload["found"]
    return _about(lambda complaint, _, t: room.stranger(complaint, found, t))(desk, t, uow, row)


def _not_let_in(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    said = row.payload
    return _about(lambda complaint, _, t: room.not_let_in(complaint, said["seat"], said["code"], t))(desk, t, uow, row)


def _of_request(make: Callable[[Complaint, str, Texts], Post | None]) -> Kind:
    """A message about a document the committee asked for."""

    def kind(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
        complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
        if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
            return None
        return make(complaint, row.payload.get("document", ""), t)

    return kind


def _requested_now(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The message where it stands, as it is now."""
    there = uow.outbox.message(row.payload["message"])
    now = _of_request(requests.task)(desk, t, uow, row)
    return Update(there.channel, there.ts, now) if there is not None and there.ts and isinstance(now, Post) else None


KINDS: Mapping[str, Kind] = {
    REQUESTED: _of_request(requests.task),
    REQUESTED_UPDATE: _requested_now,
    REFUSED: _of_request(requests.refused),
    MADE: _about(ruling.to_officer),
    PLANNED: _about(hearing.planned),
    CANCELLED: _about(hearing.cancelled),
    **ruling_rendering.KINDS,
    "channel_stranger": _stranger,
    "channel_none": _about(room.none),
    "channel_by_mail": _not_let_in,
    "digest": digest_rendering.morning,
    "digest_update": digest_rendering.update,
    CONFIRM: _question,
    DECLARE: _question,
    UPDATE: _question_now,
    EMPTY: _about(panel.seat_empty),
    OPENS: _about(seat.opens),
    "document": _document,
    CALENDAR: _calendar,
    inspection.PAPER: _inspected_document,
    inspection.ASKED: _about(inspection_screen.asked_for),
    inspection.INSPECTED: _looked,
    "document_failed": _document_failed,
    "registered": _about(start.registered),
    "reported": _about(start.reported),
    "handed_over": _about(start.handed_over),
    "taken_over": _about(start.taken_over),
    "absence_entered": _absence_entered,
    "standing_in": _standing_in,
    "standing_in_update": _standing_in_update,
    "nobody_left": _nobody_left,
    "returned": _returned,
    "given_back": _given_back,
    "rerouted": _about(start.rerouted),
    "letter_refused": _about(start.letter_refused),
    "letter_in_doubt": _about(start.letter_in_doubt),
    "safety": _cannot_wait,
    "report_registered": _heard(N_("Je melding is op {day} geregistreerd als klacht. Dank je wel.")),
    "report_dismissed": _heard(N_("Je melding is op {day} bekeken. Het is geen klacht geworden. Dank je wel.")),
    "notice": _notice,
    "undelivered": _undelivered,
    WARNING: _goes,
    "message_stands": _stands,
    "home": _home,
}
