"""Writing letters and sending them on their way: the form opens with the letter in view, is read back, and is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from klachtbot.domain.errors import NotFound
from klachtbot.domain.letters import Recipient, SentLetter, address_of, letters
from klachtbot.domain.model import Action, Complaint, ComplaintId, Notice
from klachtbot.domain.readers import NOBODY, passed_over
from klachtbot.slack import blocks, fields, forms
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Visit
from klachtbot.slack.forms import Carried
from klachtbot.slack.screens import done, hearing, letter_list
from klachtbot.slack.screens import letters as screen
from klachtbot.slack.texts import N_
from klachtbot.usecases import access, make_letters, read_log
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.committee_reading import reads_all, refuse_unless_given
from klachtbot.usecases.letter_mail import kept_text, names_the_coordinators
from klachtbot.usecases.letters import Letter
from klachtbot.usecases.make_letters import Titles, Writing
from klachtbot.usecases.outside import outside
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.send_letters import check, prepare_letters
from klachtbot.usecases.take_step import look
from klachtbot.usecases.telling import Order, respondent_name

_MEETING = N_("Gesprek met {organisation}")


def order_of(text: str) -> tuple[Order, ComplaintId]:
    """What a button carries ("notice:complaint:cause:about"). Raises ``NotFound`` for anything else."""
    notice, complaint, cause, about = [*text.split(":", 3), "", "", ""][:4]
    if notice not in screen.TITLES or not (cause or "0").isdecimal():
        raise NotFound
    return Order(Notice(notice), int(cause or 0), about), ComplaintId(complaint)


def on_write(visit: Visit) -> Answer:
    """A letter was chosen: open its form, if this person may send it now."""
    order, id = order_of(visit.value)
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(id, opened=True), visit.today)
        assert person is not None, "who may read is somebody"
        carried = Carried.fresh(complaint.id, complaint.version, _text(order))
        sight = look(
            uow,
            by=person,
            today=visit.today,
            complaint=complaint.id,
            version=complaint.version,
            action=Action.PREPARE_LETTERS,
            submission=carried.submission,
            opened=True,
        )
        refused = access.refused(uow, person, complaint, Action.PREPARE_LETTERS, visit.today)
        if refused is not None:
            raise refused
        check(uow, sight, order, visit.today, calendar_of(uow))
        at = make_letters.desk(uow, complaint, order, visit.today)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.LETTER, order.notice.value)
    empty = Writing(make_letters.begins_in(at))
    where = {telling.recipient.ref: make_letters.proposed_address(at, telling.recipient) for telling in at.tellings}
    visit.show(_shown(visit, carried, at, Writing(empty.language, where, empty.free, at.in_slack)))
    return Nothing()


def _text(order: Order) -> str:
    return f"{order.notice}:{order.cause}:{order.about}"


def _shown(
    visit: Visit, carried: Carried, at: make_letters.Desk, writing: Writing, *, most: int = blocks.VIEW_BYTES
) -> Block:
    """The form with the letters as they read now, in at most so many bytes."""
    room = visit.desk.letters
    made = make_letters.written(at, writing)
    proposed = make_letters.free_parts(room, made)
    form = _form(visit, at, made, proposed, writing)
    values: dict[str, fields.Value] = {
        "language": writing.language,
        **{screen.way_key(ref): screen.SLACK if ref in writing.in_slack else screen.LETTER for ref in at.in_slack},
        **{screen.to_key(ref): address for ref, address in writing.addresses.items()},
        **{
            screen.part_key(name, writing.language): writing.free.get(name, words or "")[: forms.LONGEST]
            for name, words in proposed.items()
        },
    }
    texts = [room.printer.text(letter) for _, letter in made]
    remarks = make_letters.remarks(room, made)
    untold = passed_over(at.complaint, at.order.notice, at.order.about)
    names = [respondent_name(at.complaint, ref, at.names) for ref in untold]
    careful = [
        *screen.careful(at.complaint, visit.t),
        *screen.untold(names, visit.t),
        *screen.about_these(at.order.notice, made, visit.t),
        *screen.not_for_respondents(at.handed_in.kept_back if at.complaint.respondents else (), visit.t),
        *screen.enclosed(at.inventory, visit.t, mails=room.mails),
    ]
    in_slack = writing.in_slack
    return screen.view(
        form,
        visit.t,
        carried,
        values,
        made,
        texts,
        remarks,
        mails=room.mails,
        careful=careful,
        in_slack=in_slack,
        most=most,
    )


def _form(
    visit: Visit,
    at: make_letters.Desk,
    made: Sequence[tuple[Recipient, Letter]],
    parts: Mapping[str, str | None],
    writing: Writing,
) -> forms.Form:
    ways = {"may_slack": at.in_slack, "in_slack": writing.in_slack}
    return screen.form(at.order.notice, made, parts, writing.language, visit.t, **ways)


@dataclass(frozen=True, slots=True)
class _Read:
    """A form for letters as it was read back. ``whole``: it holds every part in the language that was chosen, and the
    address of every letter that needs one."""

    writing: Writing
    whole: bool
    made: tuple[tuple[Recipient, Letter], ...]
    errors: Mapping[str, str]


def _read(visit: Visit, at: make_letters.Desk) -> _Read:
    room = visit.desk.letters
    chosen = fields.read(_LANGUAGE, visit.state)
    language = str(chosen or "nl")
    in_slack = frozenset(ref for ref in at.in_slack if _way(visit, ref) == screen.SLACK)
    made = make_letters.written(at, Writing(language))
    proposed = make_letters.free_parts(room, made)
    form = _form(visit, at, made, proposed, Writing(language, in_slack=in_slack))
    found = forms.submitted(form, visit.state)
    keys = {name: screen.part_key(name, language) for name in proposed}
    written = all(key in visit.state for key in keys.values())
    typed = {name: str(found.values.get(key) or "") for name, key in keys.items()} if written else {}
    free = {name: words for name, words in typed.items() if words != (proposed[name] or "")[: forms.LONGEST]}
    where = {recipient.ref: str(found.values.get(screen.to_key(recipient.ref)) or "").strip() for recipient, _ in made}
    unasked = [one for one, _ in made if one.ref not in in_slack and screen.to_key(one.ref) not in visit.state]
    where |= {one.ref: make_letters.proposed_address(at, one) for one in unasked}
    writing = Writing(language, where, free, in_slack)
    return _Read(writing, written and not unasked, make_letters.written(at, writing), found.errors)


def _way(visit: Visit, ref: str) -> str:
    """How this respondent gets it, as was chosen last; in Slack when the form did not ask."""
    asked = replace(screen.way(ref, "", visit.t), optional=True)
    return str(fields.read(asked, visit.state) or screen.SLACK)


_LANGUAGE = fields.Field("language", "", fields.Kind.RADIO, options=screen.LANGUAGES)


def on_again(visit: Visit) -> Answer:
    """Show the letters anew, with what was typed."""
    carried = Carried.read(visit.metadata)
    at = _at(visit, carried)
    return Replace(_shown(visit, carried, at, _read(visit, at).writing))


def _at(visit: Visit, carried: Carried) -> make_letters.Desk:
    order, _ = order_of(_with_complaint(carried))
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        found = uow.complaints.by_id(ComplaintId(carried.complaint), opened=True)
        complaint = access.readable(uow, person, found, visit.today)
        if order.cause > complaint.version:
            raise NotFound
        return make_letters.desk(uow, complaint, order, visit.today)


def _with_complaint(carried: Carried) -> str:
    notice, _, rest = carried.subject.partition(":")
    return f"{notice}:{carried.complaint}:{rest}"


def on_send(visit: Visit) -> Answer:
    """The form was sent in: keep the letters, and send them on their way."""
    carried = Carried.read(visit.metadata)
    room = visit.desk.letters
    before = _sent_before(visit, carried)
    if before is not None:
        return Replace(_done(visit, before))
    at = _at(visit, carried)
    read = _read(visit, at)
    if read.errors:
        return Correct({key: visit.t(text) for key, text in read.errors.items()})
    if not read.whole:  # another language was chosen, or a letter instead of Slack: let them read it first
        return Replace(_shown(visit, carried, at, read.writing, most=blocks.ACK_BYTES))
    forbidden = next((one for one in make_letters.remarks(room, read.made) if one.forbids), None)
    if forbidden is not None:
        key = screen.part_key(forbidden.about, read.writing.language)
        return Correct({key if key in visit.state else "": screen.remark_text(forbidden, visit.t)})

    def titles(language: str) -> Titles:
        t = visit.desk.texts(language)
        names = (t(one, organisation=at.office.contact.name) for one in (_MEETING, hearing.SUMMARY))
        return Titles(t(screen.TITLES[at.order.notice]), *names)

    made = make_letters.ready(room, at, read.writing, titles, visit.desk.clock.now())
    with visit.desk.units() as uow:
        after = prepare_letters(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            version=carried.version,
            submission=carried.submission,
            sent=_said(visit, carried),
            order=at.order,
            ready=made,
        )
    return Replace(_done(visit, after))


def _said(visit: Visit, carried: Carried) -> Sent:
    """What the form said, whole: the same form sent again is known by it."""
    words = {key: _word(next(iter(element.values()), {})) for key, element in visit.state.items()}
    return {"order": carried.subject, **words}


def _word(element: Mapping[str, Any]) -> str:
    return str(element.get("value") or (element.get("selected_option") or {}).get("value") or "")


def _sent_before(visit: Visit, carried: Carried) -> Complaint | None:
    """The dossier as this very form left it, when it was sent in before."""
    with visit.desk.units(read_only=True) as uow:
        said = {**_said(visit, carried), "action": Action.PREPARE_LETTERS.value}
        if uow.complaints.recorded(carried.submission, said) is None:
            return None
        sight = look(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            complaint=ComplaintId(carried.complaint),
            version=carried.version,
            action=Action.PREPARE_LETTERS,
            submission=carried.submission,
            sent=_said(visit, carried),
        )
        return sight.complaint


def _done(visit: Visit, after: Complaint) -> Block:
    batch = [one for one in letters(after) if one.batch == after.version]
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        shown = access.still_readable(uow, person, after.id, visit.today)
        steps = access.steps(uow, person, shown, visit.today) if shown is not None else ()
        by_mail = outside(uow, shown, visit.today) if shown is not None else NOBODY
    return done.lettered(after, batch, shown, visit.today, visit.t, steps, by_mail)


def on_all_letters(visit: Visit) -> Answer:
    """Every letter of a case (its id)."""
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        found = uow.complaints.by_id(ComplaintId(visit.value), opened=True)
        complaint = access.readable(uow, person, found, visit.today)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.LETTERS)
    visit.show(letter_list.every(complaint, visit.t))
    return Nothing()


def on_letter(visit: Visit) -> Answer:
    """A letter of the dossier, as it was frozen ("complaint:letter")."""
    id, _, ref = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint, one, acts = _found(uow, visit, person, ComplaintId(id), ref)
        refuse_unless_given(uow, person, complaint, one.document, visit.today)
        text = kept_text(uow, one)
        address = address_of(complaint, one.ref) if reads_all(uow, person, complaint, visit.today) else ""
        moved = names_the_coordinators(uow, complaint, one)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.LETTER, one.ref)
    visit.show(letter_list.one(complaint, one, text, visit.t, address=address, acts=acts, moved=moved))
    return Nothing()


def _found(
    uow: UnitOfWork, visit: Visit, person: Person | None, id: ComplaintId, ref: str
) -> tuple[Complaint, SentLetter, bool]:
    complaint = access.readable(uow, person, uow.complaints.by_id(id, opened=True), visit.today)
    one = next((one for one in letters(complaint) if one.ref == ref), None)
    if one is None:
        raise NotFound
    may = {step.action for step in access.steps(uow, person, complaint, visit.today)}
    return complaint, one, Action.PREPARE_LETTERS in may
