"""Reporting a complaint (R1): by command, shortcut, on a message, from Home; and what an officer does with a report."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from klachtbot.domain.model import AboutKind, Complaint, ComplaintId
from klachtbot.domain.parties import parties
from klachtbot.slack import blocks, forms
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Say, Visit
from klachtbot.slack.fields import Value
from klachtbot.slack.forms import Carried, Submitted
from klachtbot.slack.screens import done
from klachtbot.slack.texts import count, shorten
from klachtbot.usecases import access, read_log
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.dismiss_report import dismiss_report
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.release_report import release_report
from klachtbot.usecases.report import Report, report


def on_report(visit: Visit) -> Answer:
    """The form to report a complaint; anybody in the workspace may."""
    visit.show(forms.view(forms.REPORT, visit.t, Carried.fresh(), {"heard_on": visit.today}))
    return Nothing()


def on_report_message(visit: Visit) -> Answer:
    """The same on somebody's message: its text is filled in, and where it stands is remembered."""
    message = visit.message
    assert message is not None, "a message shortcut comes with a message"
    files = "\n".join(visit.t("Voeg zelf toe: {file}", file=file.name) for file in message.files if file.name)
    story = shorten("\n\n".join(part for part in (message.text, files) if part), forms.LONGEST)
    carried = replace(Carried.fresh(), link=message.link, sender=message.sender)
    visit.show(forms.view(forms.REPORT, visit.t, carried, {"heard_on": visit.today, "story": story}))
    return Nothing()


def on_reported(visit: Visit) -> Answer:
    """The report was sent in: it reaches who handles it, and the reporter reads none of it any more."""
    found = forms.submitted(forms.REPORT, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    carried = Carried.read(visit.metadata)
    name = visit.desk.screens.name_of(visit.slack_id)  # asks Slack: before the unit of work, not in it
    with visit.desk.units() as uow:
        report(
            uow,
            by=access.somebody(uow, visit.slack_id, name),
            today=visit.today,
            calendar=calendar_of(uow),
            report=_report(found, carried),
            submission=carried.submission,
        )
    return Replace(done.reported(visit.t, link=carried.link))


def on_removed(visit: Visit) -> Answer:
    """The reported message was taken away: ticked off where it was asked."""
    return Say(visit.t("Gedaan. Dank je wel."), replace=True)


def _report(found: Submitted, carried: Carried) -> Report:
    text = {key: value for key, value in found.values.items() if isinstance(value, str)}
    heard_on, ticks = found.values["heard_on"], found.values["ticks"]
    assert isinstance(heard_on, date)
    assert isinstance(ticks, tuple)
    return Report(
        heard_on=heard_on,
        kind=AboutKind(text["kind"]),
        about=text["about"],
        story=text["story"],
        name=text["complainant"],
        contact=text["contact"],
        safety=tuple(forms.SAFETY[code] for code in ticks if code in forms.SAFETY),
        link=carried.link if _LINK.fullmatch(carried.link) else "",
        sender=carried.sender,
    )


_LINK = re.compile(r"https://[\w-]+\.slack\.com/archives/\w+/p\d+")


def on_register_report(visit: Visit) -> Answer:
    """The form for a new complaint, with what was reported filled in."""
    with visit.desk.units(read_only=True) as uow:
        person = access.registrar(uow, visit.slack_id)
        complaint = access.readable(
            uow, person, uow.complaints.by_id(ComplaintId(visit.value), opened=True), visit.today
        )
    read_log.opened(visit.desk.units, person, complaint.id, Opened.REPORT)
    carried = Carried.fresh(complaint.id, complaint.version)
    told = (complaint.events[0].details or {}).get("story")
    intro = blocks.told(visit.t("Gemeld"), str(told)) if told else []
    visit.show(forms.view(forms.REGISTER, visit.t, carried, prefilled(complaint), intro))
    return Nothing()


def prefilled(complaint: Complaint) -> dict[str, Value]:
    """What a report says already, as values of the form for a new complaint."""
    known, first = parties(complaint), complaint.events[0]
    codes, told = first.attributes, first.details or {}
    reasons = codes.get("safety_reasons")
    ticks = [tick for tick, reason in forms.SAFETY.items() if isinstance(reasons, list) and reason in reasons]
    about = f"about_{codes.get('about')}"
    if about in (forms.ABOUT_ORGANISATION, forms.ABOUT_COORDINATOR, forms.ABOUT_UNKNOWN):
        ticks.append(about)
    ticks += [tick for tick in (forms.SPOKEN, forms.NAME_UNKNOWN, forms.SAFE_MAIL) if codes.get(tick)]
    return {
        "received_on": complaint.received_on,
        "channel": "colleague" if codes.get("channel") == "reported" else str(codes.get("channel") or ""),
        "complainant": known.complainant,
        "contact": known.contact,
        "about": str(told.get("about") or ""),
        "subject": str(told.get("subject") or ""),
        "ticks": tuple(ticks),
    }


def on_dismiss(visit: Visit) -> Answer:
    """The form to say why a report is no complaint."""
    with visit.desk.units(read_only=True) as uow:
        person = access.registrar(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(visit.value)), visit.today)
    visit.show(forms.view(forms.DISMISS, visit.t, Carried.fresh(complaint.id, complaint.version), {}))
    return Nothing()


def on_dismissed(visit: Visit) -> Answer:
    """No complaint: the reason is kept, the reporter hears that it was looked at."""
    found = forms.submitted(forms.DISMISS, visit.state)
    if found.errors:
        return Correct({key: visit.t(text) for key, text in found.errors.items()})
    carried = Carried.read(visit.metadata)
    with visit.desk.units() as uow:
        dismiss_report(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(carried.complaint),
            version=carried.version,
            reason=str(found.values["reason"]),
            submission=carried.submission,
        )
    return Replace(done.said(visit.t, visit.t("Vastgelegd: dit is geen klacht.")))


def on_release(visit: Visit) -> Answer:
    """The supervisor lets a report go to the coordinators: it is not about one of them (R23)."""
    id, _, version = visit.value.partition(":")
    with visit.desk.units() as uow:
        release_report(
            uow,
            by=access.visitor(uow, visit.slack_id),
            today=visit.today,
            calendar=calendar_of(uow),
            complaint=ComplaintId(id),
            version=count(version),
            submission=f"release:{id}:{version}",
        )
    return Replace(done.said(visit.t, visit.t("Vrijgegeven. De coördinatoren hebben bericht gekregen.")))
