"""The chair rules, members agree (R18), and who owns an action says that it is done (R25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from klachtbot.domain.errors import AdviceWithDismissed, Incomplete, NotFound
from klachtbot.domain.model import Action, ComplaintId
from klachtbot.slack import forms
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Visit
from klachtbot.slack.fields import Field, FileRef, Value
from klachtbot.slack.forms import Carried, Submitted
from klachtbot.slack.screens import done
from klachtbot.slack.screens import improvements as improvement_screen
from klachtbot.slack.screens import ruling as screen
from klachtbot.slack.steps import behalf
from klachtbot.slack.steps.improvement import DONE_FORM, RESULT
from klachtbot.slack.steps.row import DOCUMENT, ON
from klachtbot.slack.steps.ruling import ADVICE, FILE, FINAL_FORM, MORE, REASONS, RULE
from klachtbot.slack.texts import N_
from klachtbot.usecases import access, read_log
from klachtbot.usecases.add_document import HandedOver, each_is_taken
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.documents import suffix_of
from klachtbot.usecases.improvement import finish, owned_by
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.ruling import Said, rule

_FIELDS = {one.key: one for one in RULE.form.fields}
_NO_REASONS = N_("Schrijf de redenen op, of kies een stuk of een bestand.")


def on_ruled(visit: Visit) -> Answer:
    """The chair wrote a ruling: show it once more. Nothing is recorded yet."""
    carried, for_member = Carried.read(visit.metadata), behalf.was_asked(RULE, visit.state)
    found = forms.submitted(behalf.form(RULE) if for_member else RULE.form, visit.state)
    wrong = _wrong(found)
    if wrong:
        return Correct({key: visit.t(text) for key, text in wrong.items()})
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = uow.complaints.by_id(ComplaintId(carried.complaint))
        complaint = access.readable(uow, person, complaint, visit.today)
        refused = access.refused(uow, person, complaint, Action.RULE, visit.today)
        if refused is not None:
            raise refused
    file = _file(found.values.get(FILE))
    if file is not None:
        each_is_taken((file,), field=FILE)
    code, document = str(found.values["ruling"]), str(found.values.get(DOCUMENT) or "")
    means, on = (str(found.values.get(key) or "") for key in ("means", ON))
    link = f"{_NAMENS}:{means}:{on}:{document}" if for_member else _packed(file, document)
    kept = replace(carried, subject=code, link=link)
    return Replace(screen.final(kept, code, found.values, _FIELDS, visit.t, for_chair=for_member))


def _wrong(found: Submitted) -> dict[str, str]:
    if found.errors:
        return dict(found.errors)
    values = found.values
    if not any(values.get(key) for key in (REASONS, MORE, DOCUMENT, FILE)):
        return {REASONS: _NO_REASONS}
    if values.get(ADVICE) and values["ruling"] == "dismissed":
        raise AdviceWithDismissed
    return {}


def _file(value: Value) -> HandedOver | None:
    refs = [one for one in value if isinstance(one, FileRef)] if isinstance(value, tuple) else []
    return HandedOver(refs[0].id, refs[0].name, refs[0].size) if refs else None


def _packed(file: HandedOver | None, document: str) -> str:
    """What the second view carries of a file: its id, size and ending, never its name; or the id of a document."""
    if file is not None:
        return f"file:{file.slack_file}:{file.size}:{suffix_of(file.name)}"
    return f"document:{document}" if document else ""


_NAMENS = "namens"


def _carried(said: Said, text: str, visit: Visit) -> tuple[Said, str, date | None]:
    """What was decided, with the file or document that the first view had; and for who recorded it for the chair how
    and when that came."""
    kind, first, second, third = [*text.split(":", 3), "", "", "", ""][:4]
    if kind == _NAMENS:
        try:
            return replace(said, document=third), first, date.fromisoformat(second)
        except ValueError:  # not a view of ours
            raise NotFound from None
    if kind == "document":
        return replace(said, document=first), "", None
    if kind != "file" or not second.isdecimal():
        return said, "", None
    name = visit.t("Uitspraak")
    return replace(said, file=HandedOver(first, f"{name}.{third}" if third else name, int(second))), "", None


def on_final(visit: Visit) -> Answer:
    """The chair made it final."""
    carried = Carried.read(visit.metadata)
    there = [_FIELDS[key] for key in (REASONS, MORE, ADVICE) if key in visit.state]
    found = forms.submitted(replace(FINAL_FORM, fields=tuple(_again(one) for one in there)), visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    words = {key: str(found.values.get(key) or "") for key in (REASONS, MORE, ADVICE)}
    written = Said(carried.subject, words[REASONS], words[MORE], words[ADVICE])
    said, means, on = _carried(written, carried.link, visit)
    if not (said.reasons or said.reasons_more or said.file or said.document):
        if there:
            return Correct({there[0].key: visit.t(_NO_REASONS)})
        raise Incomplete(Action.RULE, REASONS)
    with visit.desk.units() as uow:
        after = rule(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            said=said,
            submission=carried.submission,
            on=on,
            means=means,
        )
        person = access.visitor(uow, visit.slack_id)
        shown = access.still_readable(uow, person, after.id, visit.today)
        clerk = person is None or shown is None or not access.only_reads(uow, person, shown, visit.today)
        steps = access.steps(uow, person, shown, visit.today) if shown is not None else ()
    if clerk:
        return Replace(done.taken(RULE.done, shown, visit.today, visit.t, steps))
    return Replace(screen.made(after, visit.t))


def _again(field: Field) -> Field:
    return replace(field, optional=True)


# Who owns an action ---------------------------------------------------------------------------------------------------


def on_improvement(visit: Visit) -> Answer:
    """The button of an action ("complaint:ref"): what it is, and the question what came of it, to its owner alone."""
    id, _, ref = visit.value.partition(":")
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = uow.complaints.by_id(ComplaintId(id), opened=True)
        one = owned_by(uow, person, complaint, ref)
    assert complaint is not None, "it is somebody's"
    read_log.opened(visit.desk.units, person, complaint.id, Opened.FORM, Action.FINISH_IMPROVEMENT.value)
    visit.show(improvement_screen.view(complaint, one, visit.today, visit.t))
    return Nothing()


def on_improvement_done(visit: Visit) -> Answer:
    """Its owner says that it is done."""
    carried, found = Carried.read(visit.metadata), forms.submitted(DONE_FORM, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    with visit.desk.units() as uow:
        finish(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            ref=carried.subject,
            result=str(found.values[RESULT]),
            submission=carried.submission,
        )
    return Replace(improvement_screen.thanks(visit.t))


FORMS = {RULE.form.name: on_ruled, FINAL_FORM.name: on_final, DONE_FORM.name: on_improvement_done}
"""Forms that are answered by a listener of their own."""
