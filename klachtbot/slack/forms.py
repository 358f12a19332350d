"""The forms, as rows: which fields a step asks for, in which order, and what may be left out.

At most seven fields in view, the likely answer filled in, what is optional last. ``submitted`` reads a form back whole:
either every value, or a sentence at each field that needs another look.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block
from klachtbot.slack.fields import Field, Kind, Option, Value, Wrong, contact, read, show
from klachtbot.slack.texts import N_, Texts, clean

LONGEST = 3000
"""As much as a text field of Slack holds."""

PRIVACY_HINT = N_("Schrijf alleen op wat voor de klacht nodig is.")

CHANNELS = (
    Option("phone", N_("Telefoon")),
    Option("email", N_("E-mail")),
    Option("letter", N_("Brief")),
    Option("in_person", N_("Persoonlijk gesprek")),
    Option("web", N_("Website")),
    Option("colleague", N_("Een collega")),
)

SUBJECTS = (
    Option("treatment", N_("Bejegening")),
    Option("availability", N_("Bereikbaarheid en wachttijd")),
    Option("quality", N_("Kwaliteit van de ondersteuning")),
    Option("agreements", N_("Afspraken niet nagekomen")),
    Option("independence", N_("Onafhankelijkheid")),
    Option("privacy", N_("Privacy")),
    Option("information", N_("Informatie")),
    Option("organisation", N_("Organisatie")),
    Option("other", N_("Anders")),
)

WISHES = (
    Option("apology", N_("Excuses")),
    Option("explanation", N_("Uitleg")),
    Option("repair", N_("Herstel")),
    Option("other_supporter", N_("Een andere ondersteuner")),
    Option("never_again", N_("Dat dit niet meer gebeurt")),
    Option("other", N_("Iets anders")),
)

# What cannot wait, and why (facts.md); the code after the colon is the reason.
NAME_UNKNOWN, SPOKEN, SAFE_MAIL = "name_unknown", "spoken", "safe_mail"
ABOUT_ORGANISATION, ABOUT_COORDINATOR, ABOUT_UNKNOWN = "about_organisation", "about_coordinator", "about_unknown"
SAFETY = {"urgent_safety": "safety", "urgent_crime": "crime", "urgent_breach": "data_breach"}


ABOUT = (
    Option("staff", N_("Iemand die hier werkt")),
    Option("coordinator", N_("Een coördinator")),
    Option("organisation", N_("De organisatie als geheel")),
    Option("unknown", N_("Weet ik niet")),
)

URGENT = (
    Option("urgent_safety", N_("Dit kan niet wachten: veiligheid")),
    Option("urgent_crime", N_("Dit kan niet wachten: strafbaar feit")),
    Option("urgent_breach", N_("Dit kan niet wachten: datalek")),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one view. ``name`` is its callback_id; ``heading`` and ``submit`` hold at most 24 characters."""

    name: str
    heading: str
    submit: str
    fields: tuple[Field, ...]
    intro: str = ""


REGISTER = Form(
    name="register",
    heading=N_("Nieuwe klacht"),
    submit=N_("Registreren"),
    fields=(
        Field(
            "received_on",
            N_("Wanneer kwam de klacht binnen?"),
            Kind.DAY,
            hint=N_("De eerste dag dat iemand van de organisatie de klacht hoorde of kreeg."),
        ),
        Field("channel", N_("Hoe kwam de klacht binnen?"), Kind.CHOICE, options=CHANNELS),
        Field(
            "complainant",
            N_("Naam van de klager"),
            Kind.TEXT,
            optional=True,
            longest=200,
            hint=N_("Niet bekend? Kruis dat onderaan aan."),
        ),
        Field(
            "contact",
            N_("Hoe is de klager te bereiken?"),
            Kind.TEXT,
            optional=True,
            longest=300,
            hint=N_("Een e-mailadres, telefoonnummer of adres."),
            check=contact,
        ),
        Field(
            "about",
            N_("Over wie gaat de klacht?"),
            Kind.TEXT,
            optional=True,
            longest=200,
            hint=N_("De naam of namen, met een komma ertussen. Anders: kruis hieronder aan wat klopt."),
        ),
        Field(
            "subject",
            N_("Waar gaat de klacht over, in één zin?"),
            Kind.TEXT,
            longest=300,
            hint=N_("Deze zin komt in de brief. Schrijf alleen op wat voor de klacht nodig is."),
        ),
        Field(
            "ticks",
            N_("Kruis aan wat klopt"),
            Kind.TICKS,
            optional=True,
            options=(
                Option(SPOKEN, N_("Ik heb de klager vandaag zelf gesproken")),
                Option(SAFE_MAIL, N_("De klager wil e-mail, en dat is veilig")),
                Option(NAME_UNKNOWN, N_("De naam van de klager is niet bekend")),
                Option(ABOUT_ORGANISATION, N_("De klacht gaat over de organisatie als geheel")),
                Option(ABOUT_COORDINATOR, N_("De klacht gaat over een coördinator")),
                Option(ABOUT_UNKNOWN, N_("Ik weet niet over wie de klacht gaat")),
                *URGENT,
            ),
        ),
    ),
)

REPORT = Form(
    name="report",
    heading=N_("Klacht melden"),
    submit=N_("Melden"),
    fields=(
        Field(
            "heard_on",
            N_("Wanneer hoorde je dit?"),
            Kind.DAY,
            hint=N_("Vanaf deze dag loopt de tijd. Liever te vroeg dan te laat."),
        ),
        Field("kind", N_("Over wie gaat het?"), Kind.RADIO, options=ABOUT),
        Field("about", N_("Naam, als je die weet"), Kind.TEXT, optional=True, longest=200),
        Field("story", N_("Wat heb je gehoord?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),
        Field("complainant", N_("Van wie komt de klacht?"), Kind.TEXT, optional=True, longest=200),
        Field(
            "contact",
            N_("Hoe is die persoon te bereiken?"),
            Kind.TEXT,
            optional=True,
            longest=300,
            hint=N_("Een e-mailadres, telefoonnummer of adres."),
            check=contact,
        ),
        Field("ticks", N_("Kruis aan wat klopt"), Kind.TICKS, optional=True, options=URGENT),
    ),
    intro=N_("Een coördinator neemt het van je over. Na het melden kun je dit zelf niet meer lezen."),
)

DISMISS = Form(
    name="dismiss",
    heading=N_("Geen klacht"),
    submit=N_("Vastleggen"),
    fields=(Field("reason", N_("Waarom is dit geen klacht?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),),
    intro=N_("De melding verdwijnt uit de lijst. Wie het meldde, hoort dat je ernaar keek."),
)

SUPPLEMENT = Form(
    name="step.supplement",
    heading=N_("Klacht aanvullen"),
    submit=N_("Opslaan"),
    intro=N_("Vul in wat je nu weet. De rest kan later."),
    fields=(
        Field("subject_codes", N_("Onderwerp"), Kind.CHOICE, optional=True, options=SUBJECTS),
        Field("happened", N_("Waar en wanneer gebeurde het?"), Kind.TEXT, optional=True, longest=300),
        Field(
            "story", N_("Het verhaal, in de woorden van de klager"), Kind.LONG_TEXT, optional=True, hint=PRIVACY_HINT
        ),
        Field("wishes", N_("Wat wil de klager bereiken?"), Kind.TICKS, optional=True, options=WISHES),
        Field(
            "needs",
            N_("Waar houden we rekening mee?"),
            Kind.TEXT,
            optional=True,
            longest=500,
            hint=N_("Bijvoorbeeld een tolk, grote letters of een vaste tijd om te bellen. Nooit een diagnose."),
        ),
        Field("note", N_("Jouw eigen aantekening"), Kind.LONG_TEXT, optional=True, hint=PRIVACY_HINT),
    ),
)

TERMS = Form(
    name="terms",
    heading=N_("Termijnen uitrekenen"),
    submit=N_("Uitrekenen"),
    intro=N_("Vul in wat je weet. Wij rekenen de uiterste data uit, dag voor dag."),
    fields=(
        Field("received_on", N_("Klacht ontvangen op"), Kind.DAY),
        Field("contacted_on", N_("Eerste contact op"), Kind.DAY, optional=True),
        Field("acknowledged_on", N_("Ontvangstbevestiging verstuurd op"), Kind.DAY, optional=True),
        Field("referred_on", N_("Ontvangen door de commissie op"), Kind.DAY, optional=True),
        Field("deliberated_on", N_("Voorbespreking van de commissie op"), Kind.DAY, optional=True),
    ),
)

WHEN, OTHERWISE = "when", "otherwise"

SNOOZE = Form(
    name="snooze",
    heading=N_("Later herinneren"),
    submit=N_("Herinner me"),
    fields=(
        Field(WHEN, N_("Wanneer hoor je het weer?"), Kind.RADIO),
        Field("on", N_("Welke dag?"), Kind.DAY, optional=True, hint=N_("Alleen bij een andere dag of tijd.")),
        Field("at", N_("Hoe laat?"), Kind.TIME, optional=True),
    ),
)

FORMS: Mapping[str, Form] = {form.name: form for form in (REPORT, REGISTER, DISMISS, TERMS, SNOOZE)}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form takes along in ``private_metadata``: codes only. It proves nothing; rights are looked up anew.

    ``submission`` makes pressing submit twice record once; ``version`` is what the person saw; ``subject`` which
    respondent it is about; ``link`` and ``sender`` (a Slack id) where a reported message stands and whose it is.
    """

    submission: str
    complaint: str = ""
    version: int = 0
    subject: str = ""
    link: str = ""
    sender: str = ""

    def text(self) -> str:
        said = {key: value for key, value in asdict(self).items() if value}
        return json.dumps(said, separators=(",", ":"))

    @staticmethod
    def fresh(complaint: str = "", version: int = 0, subject: str = "") -> Carried:
        return Carried(uuid.uuid4().hex, complaint, version, subject)

    @staticmethod
    def read(text: str) -> Carried:
        """What a view carried back; something else than we gave is as if it carried nothing."""
        try:
            found = json.loads(text)
            texts = {key: clean(str(found.get(key) or ""))[:300] for key in ("complaint", "subject", "link", "sender")}
            return Carried(clean(str(found["submission"]))[:64], version=int(found.get("version") or 0), **texts)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return Carried.fresh()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form read back. ``errors`` maps field keys to texts (marked with N_); values are whole only without any."""

    values: Mapping[str, Value]
    errors: Mapping[str, str] = field(default_factory=dict)


def view(form: Form, t: Texts, carried: Carried, values: Mapping[str, Value], intro: Sequence[Block] = ()) -> Block:
    """The form as a modal, with these values filled in."""
    parts = [*intro, *([blocks.say(t(form.intro))] if form.intro else [])]
    parts += [show(row, t, values.get(row.key)) for row in form.fields]
    return blocks.modal(
        t(form.heading),
        parts,
        callback=form.name,
        submit=t(form.submit),
        close=t("Annuleren"),
        metadata=carried.text(),
    )


def people_in(form: Form, state: Mapping[str, Any]) -> tuple[str, ...]:
    """Who was chosen in the fields of this form that ask for people: Slack ids."""
    values = (read(replace(row, optional=True), state) for row in form.fields if row.kind is Kind.PEOPLE)
    return tuple(id for value in values if isinstance(value, tuple) for id in value if isinstance(id, str))


def submitted(form: Form, state: Mapping[str, Any]) -> Submitted:
    """Read the values of a submitted view (its ``state.values``)."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for row in form.fields:
        try:
            values[row.key] = read(row, state)
        except Wrong as wrong:
            errors[row.key] = wrong.text
    return Submitted(values, errors)
