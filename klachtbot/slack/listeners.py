"""What happens on each command, button and form: read what was asked, do it in one unit of work, choose the answer."""

from __future__ import annotations

import logging
from datetime import date

from klachtbot.domain.errors import BeforeReceipt, NotFound, OutOfOrder
from klachtbot.domain.forecast import Dates, forecast
from klachtbot.domain.model import AboutKind, ComplaintId
from klachtbot.domain.terms import running
from klachtbot.slack import forms, labels, notices, renderers, setup_listeners
from klachtbot.slack.absence_listeners import (
    on_absences,
    on_absent,
    on_back,
    on_change_absence,
    on_changed,
    on_entered,
    on_weekdays,
    on_weekly,
)
from klachtbot.slack.by_itself_listeners import on_by_itself
from klachtbot.slack.card_listeners import on_card, on_open, on_show
from klachtbot.slack.desk import Answer, Correct, Nothing, Replace, Say, Visit
from klachtbot.slack.digest_listeners import on_digest, on_snooze, on_snoozed, split
from klachtbot.slack.document_listeners import on_document, on_documents
from klachtbot.slack.dossier_listeners import on_dossier
from klachtbot.slack.forms import Carried, Submitted
from klachtbot.slack.hearing_listeners import on_calendar
from klachtbot.slack.inspection_listeners import on_inspect, on_inspect_document, on_inspection
from klachtbot.slack.keep_listeners import on_keep_message, on_kept
from klachtbot.slack.letter_listeners import on_again, on_all_letters, on_letter, on_send, on_write
from klachtbot.slack.notice_listeners import on_notice
from klachtbot.slack.panel_listeners import FORMS as PANEL_FORMS
from klachtbot.slack.panel_listeners import on_panel
from klachtbot.slack.report_listeners import (
    on_dismiss,
    on_dismissed,
    on_register_report,
    on_release,
    on_removed,
    on_report,
    on_report_message,
    on_reported,
)
from klachtbot.slack.routes import Command, Routes
from klachtbot.slack.ruling_listeners import FORMS as RULING_FORMS
from klachtbot.slack.ruling_listeners import on_improvement
from klachtbot.slack.screens import cases, done, reckoning, search, start
from klachtbot.slack.search_listeners import on_readers, on_readers_of, on_search, on_search_page, on_searched
from klachtbot.slack.setup_listeners import for_who_sets_up
from klachtbot.slack.step_listeners import on_request, on_step, on_steps, on_submitted
from klachtbot.slack.steps import STEPS
from klachtbot.slack.texts import N_, count
from klachtbot.usecases import access
from klachtbot.usecases.alike import alike
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import DELIVERY_FAILED, Home
from klachtbot.usecases.organisation_member import COMMITTEE
from klachtbot.usecases.register import Registration, register

log = logging.getLogger("klachtbot.slack")


def on_bare(visit: Visit) -> Answer:
    """`/klacht`: what this person may do now."""
    return _menu(visit, unknown="")


def on_unknown(visit: Visit) -> Answer:
    """A word or button nobody knows (any more)."""
    return _menu(visit, unknown=visit.value)


def _menu(visit: Visit, *, unknown: str) -> Answer:
    with visit.desk.units(read_only=True) as uow:
        officer = access.registers(access.visitor(uow, visit.slack_id))
    sets_up = officer or visit.desk.screens.runs_workspace(visit.slack_id)
    theirs = _FOR_ALL | (_FOR_WHO_SETS_UP if sets_up else set())
    shown = [(c.name, visit.t(c.summary)) for c in COMMANDS if officer or c.name in theirs]
    menu = start.menu(visit.t, officer=officer, sets_up=sets_up, unknown=unknown, commands=shown)
    return Say(visit.t("Wat wil je doen?"), menu)


def on_new(visit: Visit) -> Answer:
    """The form for a new complaint, with today filled in."""
    with visit.desk.units(read_only=True) as uow:
        access.registrar(uow, visit.slack_id)
    visit.show(forms.view(forms.REGISTER, visit.t, Carried.fresh(), {"received_on": visit.today}))
    return Nothing()


def on_register(visit: Visit) -> Answer:
    """The form was sent in: register, and explain the first deadline."""
    found = forms.submitted(forms.REGISTER, visit.state)
    if found.errors:
        return _correct(visit, found)
    registration = _registration(found)
    if registration.kind is AboutKind.STAFF and not registration.about:
        return Correct({"about": visit.t(_ABOUT_WHOM)})
    carried = Carried.read(visit.metadata)
    with visit.desk.units() as uow:
        person = access.registrar(uow, visit.slack_id)
        organisation = uow.people.organisation()
        others = alike(uow, by=person, on=visit.today, name=registration.name, contact=registration.contact)
        became = register(
            uow,
            by=person,
            today=visit.today,
            calendar=calendar_of(uow),
            registration=registration,
            submission=carried.submission,
            report=ComplaintId(carried.complaint) if carried.complaint else None,
            version=carried.version,
        )
    if became.handed_to_supervisor or became.handed_to_coordinators:
        return Replace(done.handed_on(visit.t, to_supervisor=became.handed_to_supervisor))
    if became.again and not _still_theirs(visit, became.complaint.id):
        return Replace(done.said(visit.t, visit.t("Vastgelegd.")))
    steps = access.steps_in(organisation, person, became.complaint, visit.today)
    numbers = [one.label for one in others if one.id != became.complaint.id]
    return Replace(done.registered(became.complaint, visit.today, visit.t, numbers, steps))


def _still_theirs(visit: Visit, id: ComplaintId) -> bool:
    """Whether they may still read what they registered before."""
    with visit.desk.units(read_only=True) as uow:
        return access.still_readable(uow, access.visitor(uow, visit.slack_id), id, visit.today) is not None


def _registration(found: Submitted) -> Registration:
    text = {key: value for key, value in found.values.items() if isinstance(value, str)}
    ticks = found.values["ticks"]
    received_on = found.values["received_on"]
    assert isinstance(ticks, tuple)
    assert isinstance(received_on, date)
    return Registration(
        received_on=received_on,
        channel=text["channel"],
        name=text["complainant"],
        contact=text["contact"],
        about=text["about"],
        subject=text["subject"],
        kind=next((kind for tick, kind in _KINDS.items() if tick in ticks), AboutKind.STAFF),
        name_unknown=forms.NAME_UNKNOWN in ticks,
        spoken=forms.SPOKEN in ticks,
        safe_mail=forms.SAFE_MAIL in ticks,
        safety=tuple(forms.SAFETY[code] for code in ticks if code in forms.SAFETY),
    )


_ABOUT_WHOM = N_("Vul een naam in. Is die niet bekend, of gaat het over de organisatie? Kruis dat onderaan aan.")

# Doubt goes before the organisation: it may be about a coordinator (R23).
_KINDS = {
    forms.ABOUT_COORDINATOR: AboutKind.COORDINATOR,
    forms.ABOUT_UNKNOWN: AboutKind.UNKNOWN,
    forms.ABOUT_ORGANISATION: AboutKind.ORGANISATION,
}


def on_list(visit: Visit) -> Answer:
    """`/klacht lijst`: mine, most urgent first."""
    with visit.desk.units(read_only=True) as uow:
        person = access.registrar(uow, visit.slack_id)
        page = access.cases_of(uow, person, visit.today, limit=cases.IN_FULL)
        waiting = access.reports_of(uow, person, visit.today)
        calendar = calendar_of(uow)
    text, shown = cases.message(page, waiting, calendar, visit.today, visit.t)
    return Say(text, shown, replace=True)


def on_all(visit: Visit) -> Answer:
    """One page of the whole list, in a view."""
    offset = count(visit.value)
    with visit.desk.units(read_only=True) as uow:
        person = access.registrar(uow, visit.slack_id)
        page = access.cases_of(uow, person, visit.today, limit=cases.PER_PAGE, offset=offset)
        calendar = calendar_of(uow)
    view = cases.view(page, offset, calendar, visit.today, visit.t)
    if visit.surface == "view":
        return Replace(view)
    visit.show(view)
    return Nothing()


def on_why(visit: Visit) -> Answer:
    """ "Waarom deze datum?" at a running term."""
    id, term, subject = [*visit.value.split(":", 2), "", ""][:3]
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id)), visit.today)
    for deadline in running(complaint):
        if deadline.term == term and deadline.subject == subject:
            visit.show(reckoning.view(complaint.label, deadline, visit.t, pushed=visit.surface == "view"))
            return Nothing()
    raise NotFound


def on_more(visit: Visit) -> Answer:
    """What was chosen behind "⋯" of a line in a morning message."""
    what, visit = split(visit)
    return _BEHIND.get(what, on_unknown)(visit)


_BEHIND = {"open": on_open, "why": on_why, "step": on_step, "snooze": on_snooze}


def on_terms(visit: Visit) -> Answer:
    """The form to reckon terms from dates alone; a date after the command is filled in."""
    word = visit.value.partition(" ")[2].strip()
    received = notices.a_date(word) or visit.today
    visit.show(forms.view(forms.TERMS, visit.t, Carried.fresh(), {"received_on": received}))
    return Nothing()


def on_reckon(visit: Visit) -> Answer:
    """The terms that follow from the dates."""
    found = forms.submitted(forms.TERMS, visit.state)
    if found.errors:
        return _correct(visit, found)
    days = {key.removesuffix("_on"): value for key, value in found.values.items() if isinstance(value, date)}
    with visit.desk.units(read_only=True) as uow:
        calendar = calendar_of(uow)
    try:
        shown = forecast(Dates(**days), calendar)
    except (BeforeReceipt, OutOfOrder) as refused:
        # at the date that cannot be, which is not the first of the form
        refused.field = next((f"{key}_on" for key, day in days.items() if day == refused.on and key != "received"), "")
        raise
    name = visit.t(labels.CALENDARS[calendar.off.calendar])
    return Replace(reckoning.table(shown, name, visit.t))


def on_home(visit: Visit) -> Answer:
    """The Home tab was opened, or is asked for anew."""
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        home = renderers.home_of(visit.desk, visit.t, uow, person)
    if not access.registers(person) and visit.desk.screens.runs_workspace(visit.slack_id):
        searches = person is not None and not person.positions.isdisjoint(COMMITTEE)
        home = Home(start.home_of_others(visit.t, searches=searches, sets_up=True))
    try:
        visit.desk.screens.publish(visit.slack_id, home)
    except DELIVERY_FAILED as failed:
        log.warning("event=home_not_published reason=%s", type(failed).__name__)  # opening it again is enough
    return Nothing()


def _correct(visit: Visit, found: Submitted) -> Correct:
    return Correct({key: visit.t(text) for key, text in found.errors.items()})


COMMANDS = (
    Command("melden", ("report",), N_("een klacht melden die je hoorde"), on_report),
    Command("nieuw", ("new",), N_("een nieuwe klacht registreren"), on_new),
    Command("lijst", ("list",), N_("jouw open klachten, de dringendste bovenaan"), on_list),
    Command("toon", ("show",), N_("een klacht bekijken, bijvoorbeeld `/klacht toon K-2026-001`"), on_show),
    Command("zoek", ("search",), N_("een klacht zoeken, bijvoorbeeld `/klacht zoek Jansen`"), on_search),
    Command(
        "gelezen", ("reads",), N_("wie een dossier opende, bijvoorbeeld `/klacht gelezen K-2026-001`"), on_readers_of
    ),
    Command("inzage", ("inspection",), N_("het dossier inzien van een klacht over jou"), on_inspection),
    Command("termijn", ("term", "terms"), N_("uitrekenen welke termijnen er gelden"), on_terms),
    Command("afwezig", ("absent", "away"), N_("zeggen wanneer je er niet bent, of een collega"), on_absences),
    Command(
        "inrichten",
        ("setup",),
        N_("kiezen wie er in de klachtencommissie zitten"),
        for_who_sets_up(setup_listeners.on_setup, on_unknown),
    ),
    Command("help", (), N_("dit overzicht"), on_bare),
)
_FOR_ALL = frozenset({"melden", "inzage", "termijn", "help"})
_FOR_WHO_SETS_UP = frozenset({"inrichten"})

ROUTES = Routes(
    commands=COMMANDS,
    actions={
        "new": on_new,
        "list": on_list,
        "all": on_all,
        "open": on_open,
        "card": on_card,
        "search": on_search,
        "search_page": on_search_page,
        "reads": on_readers,
        "why": on_why,
        "more": on_more,
        "digest": on_digest,
        "step": on_step,
        "steps": on_steps,
        "request": on_request,
        "improvement": on_improvement,
        "letters": on_write,
        "letters_again": on_again,
        "letters_all": on_all_letters,
        "letter": on_letter,
        "by_itself": on_by_itself,
        "documents": on_documents,
        "document": on_document,
        "calendar": on_calendar,
        "dossier": on_dossier,
        "notice": on_notice,
        "inspection": on_inspection,
        "inspect": on_inspect,
        "inspect_document": on_inspect_document,
        "panel": on_panel,
        "report": on_report,
        "register_report": on_register_report,
        "dismiss": on_dismiss,
        "release": on_release,
        "removed": on_removed,
        "absences": on_absences,
        "absent": on_absent,
        "absence_change": on_change_absence,
        "absence_weekly": on_weekdays,
        "back": on_back,
        **{name: for_who_sets_up(one, on_unknown) for name, one in setup_listeners.ACTIONS.items()},
        "terms": on_terms,
        "home": on_home,
    },
    forms={
        forms.REGISTER.name: on_register,
        forms.REPORT.name: on_reported,
        forms.DISMISS.name: on_dismissed,
        forms.TERMS.name: on_reckon,
        forms.SNOOZE.name: on_snoozed,
        "keep_message": on_kept,
        search.FORM.name: on_searched,
        "letters": on_send,
        "absence": on_entered,
        "absence_change": on_changed,
        "absence_weekly": on_weekly,
        **PANEL_FORMS,
        **{name: for_who_sets_up(one, on_unknown) for name, one in setup_listeners.SUBMITTED.items()},
        **{row.form.name: on_submitted(row) for row in STEPS.values()},
        **RULING_FORMS,
    },
    shortcuts={"report": on_report, "report_message": on_report_message, "keep_message": on_keep_message},
    home=on_home,
    bare=on_bare,
    unknown=on_unknown,
)
