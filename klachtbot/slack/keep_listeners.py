"""Bewaren bij een klacht (R19): the files of a message go into a dossier, without anybody saving them first.

Slack lets the bot have the files of a conversation it is in itself. Of others it says how to go on; nothing is recorded
of a file that could not be had.
"""

from __future__ import annotations

from dataclasses import replace

from klachtbot.domain.model import ComplaintId
from klachtbot.slack import blocks, forms
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Visit
from klachtbot.slack.fields import Option, Value
from klachtbot.slack.forms import Carried
from klachtbot.slack.screens import done
from klachtbot.slack.steps.keep import KEEP
from klachtbot.slack.texts import N_, count, shorten
from klachtbot.usecases import access
from klachtbot.usecases.add_document import Added, HandedOver, add_document, may_add_to
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.documents import DocumentKind, Reading
from klachtbot.usecases.outside import outside

MOST = 5
"""As many files of one message as are asked about while somebody waits, and as the form of the card takes."""

_NO_FILES = N_("Bij dit bericht staat geen bestand.")
_NO_CASE = N_("Je hebt geen open klacht om een stuk bij te bewaren.")
_OUT_OF_REACH = N_(
    "We kunnen niet bij dit bestand. Stuur het bericht door naar klachtbot, en kies daar Bewaren bij een klacht. "
    "Of kies bij de klacht: Stuk toevoegen."
)


def on_keep_message(visit: Visit) -> Answer:
    """The form, with the cases this person may add to and the files of the message that the bot can get at."""
    message = visit.message
    assert message is not None, "a message shortcut comes with a message"
    with visit.desk.units(read_only=True) as uow:
        cases = may_add_to(uow, access.visitor(uow, visit.slack_id), visit.today)
    ids = [one.id for one in message.files if one.id][:MOST]
    if not cases or not ids:
        return _instead(visit, _NO_FILES if cases else _NO_CASE)
    files = [one for one in map(visit.desk.screens.file, ids) if one is not None]  # asks Slack: no unit of work is open
    if not files:
        return _instead(visit, _OUT_OF_REACH)
    options = {
        "case": tuple(Option(f"{one.id}:{one.version}", one.label) for one in cases),
        "files": tuple(Option(one.id, shorten(one.name or one.id, 75)) for one in files),
    }
    form = replace(KEEP, fields=tuple(replace(f, options=options.get(f.key, f.options)) for f in KEEP.fields))
    begin: dict[str, Value] = {"files": tuple(one.id for one in files)}
    if len(cases) == 1:
        begin["case"] = options["case"][0].code
    about = [blocks.small(visit.t(_OUT_OF_REACH))] if len(files) < len(message.files) else []
    visit.show(forms.view(form, visit.t, Carried.fresh(), begin, about))
    return Nothing()


def _instead(visit: Visit, text: str) -> Answer:
    said = blocks.say(visit.t(text))
    visit.show(blocks.modal(visit.t(KEEP.heading), (said,), close=visit.t("Sluiten")))
    return Nothing()


def on_kept(visit: Visit) -> Answer:
    """The form was sent in. Who may is decided anew, and what the files are is asked of Slack anew."""
    found = forms.submitted(KEEP, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    id, _, version = str(found.values["case"]).partition(":")
    ticked = found.values["files"]
    chosen = [str(one) for one in ticked][:MOST] if isinstance(ticked, tuple) else []
    files = [one for one in map(visit.desk.screens.file, chosen) if one is not None]
    if len(files) < len(chosen):
        return Correct({"files": visit.t(_OUT_OF_REACH)})
    added = Added(
        files=tuple(HandedOver(one.id, one.name, one.size) for one in files),
        kind=DocumentKind(str(found.values["kind"])),
        reading=Reading(str(found.values["reading"])),
        reason=str(found.values["reason"] or ""),
    )
    with visit.desk.units() as uow:
        after = add_document(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(id),
            version=count(version),
            added=added,
            submission=Carried.read(visit.metadata).submission,
        )
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        shown = access.still_readable(uow, person, after.id, visit.today)
        assert shown is not None, "who may add a document to it reads it"
        steps, by_mail = access.steps(uow, person, shown, visit.today), outside(uow, shown, visit.today)
    said = N_("Toegevoegd. We halen het bestand nu op. Lukt dat niet? Dan krijg je bericht.")
    return Replace(done.taken(said, shown, visit.today, visit.t, steps, by_mail))
