"""The committee at work: it asks for documents, discusses the complaint or skips that, and holds its hearing (R14-R16).

Members take these steps from their channel and from the card; who handles the case, and the secretary, record them for
a member (``behalf``). The texts suit both: they ask what happened, and address nobody.
"""

from __future__ import annotations

from datetime import date, timedelta

from klachtbot.domain.dossier import panel, planned_hearing
from klachtbot.domain.model import Action, Complaint
from klachtbot.slack.fields import Field, Kind, Option, Value
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.begin import always
from klachtbot.slack.steps.options import DOCUMENT_KINDS, MINUTES, WITHOUT_SHIELDED
from klachtbot.slack.steps.row import ATTENDED, DOCUMENT, HOLDER, Begin, Flag, Group, StepForm, when
from klachtbot.slack.texts import N_
from klachtbot.usecases.documents import SUFFIXES, DocumentKind, Reading

APART = Option("apart", N_("Iedere partij komt apart"))

HEARING = (
    Field("planned_for", N_("Op welke dag?"), Kind.DAY),
    Field("time", N_("Hoe laat?"), Kind.TIME),
    Field("minutes", N_("Hoelang duurt het?"), Kind.CHOICE, options=MINUTES),
    Field("place", N_("Waar, of via welke link?"), Kind.TEXT, longest=300),
    Field("ways", N_("Kruis aan wat klopt"), Kind.TICKS, optional=True, options=(APART,)),
    Field(
        "others",
        N_("Wie komen er nog meer?"),
        Kind.TEXT,
        optional=True,
        longest=300,
        hint=N_("Beide partijen mogen iemand meenemen."),
    ),
)
"""When and where a hearing is to be."""
HEARING_CODES = ("planned_for", "time", "minutes")
HEARING_TOLD = ("place", "others")
HEARING_FLAGS = (Flag("ways", "apart", "apart"),)


def hearing_day(complaint: Complaint, subject: str, today: date) -> Value:
    """The day of the hearing that is planned."""
    event = planned_hearing(complaint)
    return date.fromisoformat(str(event.attributes["planned_for"])) if event else None


def hearing_was(complaint: Complaint, subject: str, today: date) -> Value:
    """The planned day when it has come, else today."""
    day = hearing_day(complaint, subject, today)
    return day if isinstance(day, date) and day <= today else today


def hearing_code(key: str, otherwise: str = "") -> Begin:
    """A code of the planned hearing: its time, how long it takes."""

    def begin(complaint: Complaint, subject: str, today: date) -> Value:
        event = planned_hearing(complaint)
        return str((event.attributes.get(key) if event else "") or otherwise)

    return begin


def hearing_words(key: str) -> Begin:
    """What was typed about the planned hearing: its place, who else comes."""

    def begin(complaint: Complaint, subject: str, today: date) -> Value:
        event = planned_hearing(complaint)
        return str(((event.details or {}).get(key) if event else "") or "")

    return begin


def _ways(complaint: Complaint, subject: str, today: date) -> Value:
    event = planned_hearing(complaint)
    return (APART.code,) if event is not None and event.attributes.get("apart") is True else ()


HEARING_BEGINS: tuple[tuple[str, Begin], ...] = (
    ("planned_for", hearing_day),
    ("time", hearing_code("time")),
    ("minutes", hearing_code("minutes", "60")),
    ("place", hearing_words("place")),
    ("ways", _ways),
    ("others", hearing_words("others")),
)


def _expected(complaint: Complaint, subject: str, today: date) -> Value:
    """Who were to come: both parties, and who sits."""
    return ("complainant", *(one.ref for one in complaint.respondents), *panel(complaint))


HELD = (
    Field(
        ATTENDED,
        N_("Wie waren er?"),
        Kind.TICKS,
        hint=N_("Haal het vinkje weg bij wie er niet was. De zitting telt ook dan."),
    ),
    Field("others", N_("Namen van wie nog meer erbij waren"), Kind.TEXT, optional=True, longest=300),
    Field("minutes_text", N_("Verslag van de zitting"), Kind.LONG_TEXT, optional=True, hint=PRIVACY_HINT),
    Field(
        DOCUMENT,
        N_("Of kies het verslag als stuk"),
        Kind.CHOICE,
        optional=True,
        hint=N_("Het moet dan eerst bij de stukken staan."),
    ),
)
"""Who appeared, and the minutes."""
HELD_CODES = (ATTENDED, DOCUMENT)
HELD_TOLD = ("others", "minutes_text")
HELD_BEGINS: tuple[tuple[str, Begin], ...] = (
    ("on", hearing_was),
    ("others", hearing_words("others")),
    (ATTENDED, _expected),
)


def _in_a_week(complaint: Complaint, subject: str, today: date) -> Value:
    return today + timedelta(days=7)


GROUP = Group(
    N_("Stukken, voorbespreking en zitting"),
    (
        StepForm(
            Action.RECORD_DELIBERATION,
            N_("Bespreking vastleggen"),
            Form(
                "step.record_deliberation",
                N_("Voorbespreking"),
                N_("Vastleggen"),
                (when(N_("Wanneer was de voorbespreking?")),),
                intro=N_("Alleen de dag wordt vastgelegd. Wat er is besproken, blijft bij de commissie."),
            ),
            N_("Voorbespreking vastgelegd. Nu volgt de zitting."),
            on="on",
        ),
        StepForm(
            Action.SKIP_DELIBERATION,
            N_("Bespreking overslaan"),
            Form(
                "step.skip_deliberation",
                N_("Overslaan"),
                N_("Vastleggen"),
                (
                    when(N_("Op welke dag is dat besloten?")),
                    Field("reason", N_("Waarom?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT),
                ),
                intro=N_("De commissie mag de voorbespreking overslaan. Dan volgt meteen de zitting."),
            ),
            N_("Vastgelegd: geen voorbespreking. Nu volgt de zitting."),
            on="on",
            told=("reason",),
        ),
        StepForm(
            Action.PLAN_HEARING,
            N_("Zitting plannen"),
            Form(
                "step.plan_hearing",
                N_("Zitting plannen"),
                N_("Plannen"),
                HEARING,
                intro=N_("Na het plannen krijgen beide partijen een uitnodiging."),
            ),
            N_("Zitting gepland. Beide partijen krijgen nog een uitnodiging."),
            codes=HEARING_CODES,
            told=HEARING_TOLD,
            flags=HEARING_FLAGS,
            begins=(("minutes", always("60")),),
        ),
        StepForm(
            Action.MOVE_HEARING,
            N_("Zitting verplaatsen"),
            Form(
                "step.move_hearing",
                N_("Zitting verplaatsen"),
                N_("Verplaatsen"),
                (*HEARING, Field("reason", N_("Waarom?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT)),
                intro=N_("Beide partijen krijgen een nieuwe uitnodiging."),
            ),
            N_("Zitting verplaatst. Beide partijen krijgen nog een nieuwe uitnodiging."),
            codes=HEARING_CODES,
            told=(*HEARING_TOLD, "reason"),
            flags=HEARING_FLAGS,
            begins=HEARING_BEGINS,
        ),
        StepForm(
            Action.RECORD_HEARING,
            N_("Zitting vastleggen"),
            Form(
                "step.record_hearing",
                N_("Zitting vastleggen"),
                N_("Vastleggen"),
                (when(N_("Wanneer was de zitting?")), *HELD),
            ),
            N_("Zitting vastgelegd. Nu volgt het beraad van de commissie."),
            on="on",
            codes=HELD_CODES,
            told=HELD_TOLD,
            begins=HELD_BEGINS,
        ),
        StepForm(
            Action.REQUEST_DOCUMENT,
            N_("Stuk opvragen"),
            Form(
                "step.request_document",
                N_("Stuk opvragen"),
                N_("Opvragen"),
                (
                    Field("what", N_("Welk stuk is nodig?"), Kind.TEXT, longest=300),
                    Field("why", N_("Waarom is het nodig?"), Kind.TEXT, longest=500, hint=PRIVACY_HINT),
                    Field(HOLDER, N_("Wie heeft het stuk?"), Kind.CHOICE),
                    Field("holder_name", N_("Iemand anders: wie?"), Kind.TEXT, optional=True, longest=200),
                    Field("holder_contact", N_("Hoe is die te bereiken?"), Kind.TEXT, optional=True, longest=300),
                    Field("wanted_by", N_("Wanneer is het nodig?"), Kind.DAY),
                ),
                intro=N_("De behandelaar hoort dit meteen, en vraagt het stuk op."),
            ),
            N_("Vastgelegd. Het stuk wordt nu opgevraagd."),
            codes=(HOLDER, "wanted_by"),
            told=("what", "why", "holder_name", "holder_contact"),
            begins=(("wanted_by", _in_a_week), (HOLDER, always("officer"))),
        ),
        StepForm(
            Action.DELIVER_DOCUMENT,
            N_("Stuk leveren"),
            Form(
                "step.deliver_document",
                N_("Stuk leveren"),
                N_("Leveren"),
                (
                    Field("files", N_("Kies het bestand"), Kind.FILES, optional=True, endings=SUFFIXES),
                    Field(DOCUMENT, N_("Of kies een stuk dat er al is"), Kind.CHOICE, optional=True),
                    Field("kind", N_("Wat is het?"), Kind.CHOICE, options=DOCUMENT_KINDS),
                    Field(
                        "reading",
                        N_("Mag de beklaagde het lezen?"),
                        Kind.RADIO,
                        options=WITHOUT_SHIELDED,
                        hint=N_("Een afgeschermde versie? Gebruik eerst 'Stuk toevoegen', en kies het stuk dan hier."),
                    ),
                    Field("reason", N_("Zo niet: waarom?"), Kind.TEXT, optional=True, longest=300),
                ),
                intro=N_("De commissie ziet het stuk zodra het binnen is."),
            ),
            N_("Stuk geleverd. De commissie ziet het in haar kanaal."),
            codes=(DOCUMENT,),
            begins=(("kind", always(DocumentKind.OTHER.value)), ("reading", always(Reading.WHOLE.value))),
        ),
        StepForm(
            Action.REFUSE_DOCUMENT,
            N_("Stuk komt niet"),
            Form(
                "step.refuse_document",
                N_("Stuk komt niet"),
                N_("Vastleggen"),
                (Field("reason", N_("Waarom niet?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),),
                intro=N_("De voorzitter krijgt bericht, en kan de reden lezen."),
            ),
            N_("Vastgelegd. De voorzitter krijgt nu bericht."),
            told=("reason",),
        ),
    ),
)
