"""What the bot says when something cannot be done: one plain sentence that tells how to go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from string import Formatter

from klachtbot.domain import errors
from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Seat, Stage
from klachtbot.domain.steps import CHAIR, COMMITTEE, PROCEDURE
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Say
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases import access, documents, roster_changes, snooze
from klachtbot.usecases.add_document import NotTaken, OneAtATime, ReasonMissing, ShieldedMissing
from klachtbot.usecases.correct_name import PerhapsCoordinator
from klachtbot.usecases.dossier_pdf import NotForYouToExport
from klachtbot.usecases.enclosures import TooMuchForMail
from klachtbot.usecases.find_cases import NothingAsked
from klachtbot.usecases.panel import OneSeatAtATime, ProofMissing, QuestionChanged, SamePanel
from klachtbot.usecases.register import ContactMissing, NameGiven, NameMissing
from klachtbot.usecases.requested_documents import NothingDelivered
from klachtbot.usecases.send_letters import NobodyToWriteTo
from klachtbot.usecases.show_document import NotHereYet
from klachtbot.usecases.take_step import NothingSaid

_NOT_NOW = N_("Deze stap kan nu niet. Open de klacht opnieuw en kijk wat er nu aan de beurt is.")

REFUSALS: Mapping[type[Refusal], str] = {
    errors.NotFound: N_("Deze klacht is hier niet te vinden. Kijk het nummer na, bijvoorbeeld K-2026-001."),
    errors.Stale: N_(
        "Een collega heeft intussen iets vastgelegd bij deze klacht. Kopieer wat je typte, open de klacht opnieuw en "
        "kijk wat er nu staat."
    ),
    errors.RecordedOtherwise: N_(
        "Deze stap is al vastgelegd, met wat je eerst typte. Open de klacht en vul aan wat anders moet."
    ),
    errors.StorageAway: N_(
        "Opslaan lukt nu niet: de database antwoordt niet. Wat je typte blijft staan. Probeer het over een minuut nog "
        "eens. Er wordt niets dubbel vastgelegd."
    ),
    errors.OutsideCalendar: N_("Deze datum ligt te ver weg: we kennen de vrije dagen niet. Kijk de datum na."),
    errors.NotYourStep: N_("Deze stap is niet aan jou. De behandelaar van de klacht kan hem zetten."),
    errors.WrongStage: N_("Deze stap past nu niet. Waar de klacht staat: {stage}."),
    errors.Missing: N_("Eerst is dit nodig: {facts}."),
    errors.AlreadyDone: N_("Dit kan niet meer. Al vastgelegd: {fact} ({on})."),
    errors.NotYet: _NOT_NOW,
    errors.UnderWay: N_("Deze brief staat al klaar. Open de klacht en kijk onder Brieven hoe het ermee staat."),
    errors.NoConsent: N_(
        "De commissie mag het dossier nog niet krijgen van de klager. Vraag ernaar. Leg het antwoord vast op de kaart, "
        "bij ‘Toestemming dossier’."
    ),
    errors.NoAuthorisation: N_(
        "Iemand spreekt namens de klager, en de machtiging is nog niet gezien. Tot die tijd delen we het dossier niet. "
        "Leg het vast op de kaart, bij ‘Over de klager’."
    ),
    errors.UnknownSubject: _NOT_NOW,
    errors.Incomplete: N_("Er ontbreekt nog iets. Vul dit aan."),
    errors.AdviceWithDismissed: N_(
        "Een advies hoort bij een klacht die gegrond is. Haal het advies weg, of kies gegrond."
    ),
    errors.NotTheirsToKnow: N_("Deze persoon mag niets van deze klacht weten. Kies iemand anders."),
    errors.RulingStands: N_("De uitspraak staat vast. Die verandert niemand meer."),
    errors.InTheFuture: N_("Deze dag ligt in de toekomst. Kies vandaag of een eerdere dag."),
    errors.NotAhead: N_("Deze dag is te vroeg. Kies {first} of later."),
    errors.BeforeReceipt: N_("De klacht kwam binnen op {received_on}. Kies die dag of later."),
    errors.OutOfOrder: N_("Deze dag past niet bij een andere stap: {fact} ({fact_on}). Kies een andere dag."),
    errors.NobodyLeft: N_("Er is nu niemand die deze klacht kan behandelen. Overleg met de leidinggevende."),
    errors.Unfillable: N_(
        "Voor de plaats van {seat} is nu niemand te vragen. Zet iemand op de lijst met `/klacht inrichten`."
    ),
    OneSeatAtATime: N_("Vervang één lid tegelijk, want bij elk lid hoort een eigen reden."),
    SamePanel: N_("Deze mensen zijn al gevraagd. Kies iemand anders, of kies Annuleren."),
    QuestionChanged: N_("Er is intussen iets veranderd. Sluit dit venster en open de vraag opnieuw."),
    ProofMissing: N_("Voeg de mail of brief eerst toe bij 'Stuk toevoegen'. Kies dat stuk daarna hier."),
    errors.LastBeforeFirst: N_("De laatste dag ligt voor de eerste dag. Kies {first} of later."),
    errors.OverAlready: N_("Deze afwezigheid is al voorbij. Kies als laatste dag {today} of later."),
    errors.AbsenceTooLong: N_("Dit is meer dan een jaar. Kies een dag binnen een jaar."),
    errors.NoDayLeft: N_("Zo is er geen werkdag over. Is iemand er helemaal niet? Kies dan Afwezig melden."),
    errors.NotForYouToEnter: N_("Dit kan nu niet. Open Afwezigheid opnieuw en kijk wat er staat."),
    NotForYouToExport: N_("Het hele dossier exporteren doet alleen wie de klacht behandelt."),
    access.NotForYou: N_(
        "Klachten registreren en behandelen doen de coördinatoren. Heb je een klacht gehoord? Geef die vandaag nog aan "
        "een van hen door."
    ),
    NameMissing: N_("Vul de naam in. Is de naam niet bekend? Kruis dat dan onderaan aan."),
    NameGiven: N_("Je vult een naam in en kruist aan dat de naam niet bekend is. Haal een van de twee weg."),
    ContactMissing: N_("Vul een e-mailadres, telefoonnummer of adres in. Zonder kunnen we de klager niet bereiken."),
    NotTaken: N_("Dit bestand kan niet in het dossier. Kies een ander bestand."),
    ShieldedMissing: N_("Kies ook de afgeschermde versie, of kies hierboven iets anders."),
    OneAtATime: N_("Bij een afgeschermde versie hoort één bestand. Voeg de andere apart toe."),
    ReasonMissing: N_("Schrijf hier waarom de beklaagde dit niet mag lezen."),
    NothingDelivered: N_("Kies een bestand, of kies een stuk dat er al is."),
    NotHereYet: N_("Dit bestand is er nog niet. Wacht even en open de klacht dan opnieuw."),
    PerhapsCoordinator: N_(
        "Dit kan een coördinator zijn. Kies 'Beklaagde toevoegen': dan gaat de klacht naar de leidinggevende."
    ),
    NobodyToWriteTo: N_("Er is niemand naar wie deze brief mag. Kies 'Geen brief nodig', en schrijf op waarom."),
    TooMuchForMail: N_(
        "De stukken zijn samen te groot voor een mail: {size} MB. Er past hoogstens {most} MB in. Stuur ze per post: "
        "vul een postadres in, of laat dit leeg."
    ),
    snooze.NothingOwed: N_("Dit is intussen gedaan. Je hoeft er niet meer aan herinnerd te worden."),
    snooze.Past: N_("Dit moment is al voorbij. Kies een later moment."),
    snooze.NotInHours: N_("Dan gaan er geen berichten uit. Kies een werkdag, tussen {opens} en {closes} uur."),
    roster_changes.MemberRefused: N_("Kijk na wat hier staat."),
    roster_changes.OnTheListAlready: N_("Deze persoon staat al op de lijst voor deze plaats."),
    roster_changes.NotOnTheList: N_("Deze persoon staat hier niet meer op de lijst. Open de lijst opnieuw."),
    roster_changes.ListChanged: N_(
        "Een collega heeft deze persoon intussen gewijzigd. Kopieer wat je typte en open de lijst opnieuw."
    ),
    roster_changes.ListedOtherwise: N_(
        "Dit is al vastgelegd, met wat je eerst typte. Open de lijst opnieuw en wijzig daar wat anders moet."
    ),
    roster_changes.NotYourself: N_("Je kunt jezelf niet op de lijst zetten. Vraag een collega om dat te doen."),
    roster_changes.SomebodyElse: N_(
        "Dit is een ander account. Haal deze persoon van de lijst. Kies daarna 'Iemand in Slack toevoegen'."
    ),
    roster_changes.OrganisationThere: N_("Er is al een organisatie met deze naam. Kies een andere naam."),
    roster_changes.OrganisationUnknown: N_("Deze organisatie staat er niet meer. Open de lijst opnieuw."),
    NothingAsked: N_("Typ een nummer, een naam of een woord van twee letters of meer. Of kies hieronder iets."),
    NothingSaid: N_("Er is nog niets ingevuld. Vul minstens één veld in, of kies Annuleren."),
}


def refusal(found: Refusal, t: Texts) -> str:
    """The sentence for a refusal, with the dates and steps it speaks of. Every kind has one; a test looks."""
    if isinstance(found, NotTaken):
        return not_taken(found.code, t)
    text = t(_not_theirs(found) or REFUSALS[type(found)])
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    return text.format(**{name: _in_words(getattr(found, name), t) for name in named}) if named else text


# Of steps of the committee it says whose they are; the first that fits.
_THEIRS = (
    (CHAIR, N_("Deze stap is voor de voorzitter. De behandelaar kan hem ook vastleggen, namens de voorzitter.")),
    (COMMITTEE, N_("Deze stap is voor de commissie. De behandelaar kan hem ook vastleggen, namens de commissie.")),
)


def _not_theirs(found: Refusal) -> str:
    if not isinstance(found, errors.NotYourStep):
        return ""
    roles = PROCEDURE[found.action].roles
    return next((text for whose, text in _THEIRS if roles <= whose), "")


def _in_words(value: object, t: Texts) -> str:
    """A date, a stage, a number, or facts of which one must be, as people say it."""
    if isinstance(value, date):
        return t.day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Seat):
        return t(labels.SEATS[value])
    if isinstance(value, Stage):
        return t(labels.STAGES[value])
    if isinstance(value, int):
        return str(value)
    facts = value if isinstance(value, tuple) else (value,)
    return (" " + t("of") + " ").join(t(labels.FACTS[one]) for one in facts)


NOT_TAKEN: Mapping[str, str] = {
    documents.EMPTY: N_("Dit bestand is leeg. Kies een ander bestand."),
    documents.TOO_LARGE: N_("Dit bestand is te groot. Maak het kleiner, of verdeel het over meer bestanden."),
    documents.PROGRAM: N_("Dit bestand is een programma. Dat kan niet in het dossier."),
    documents.SCRIPT: N_("Dit bestand is een webpagina of script. Bewaar het als pdf en voeg dat toe."),
    documents.ARCHIVE: N_("Dit bestand is een pakket met andere bestanden (zip). Voeg de bestanden zelf toe."),
    documents.LOCKED: N_("Op dit bestand zit een wachtwoord. Haal dat eraf en voeg het bestand opnieuw toe."),
    documents.OLD_OFFICE: N_("Dit bestand kan een programma bevatten, of is op slot. Bewaar het als pdf of docx."),
    documents.MISMATCH: N_("De naam van dit bestand past niet bij wat erin zit. Bewaar het als pdf en voeg dat toe."),
    documents.UNKNOWN: N_("Dit soort bestand kennen we niet. Bewaar het als pdf en voeg dat toe."),
    "file_deleted": N_("Dit bestand staat niet meer in Slack. Voeg het opnieuw toe."),
    "file_not_found": N_("Dit bestand staat niet meer in Slack. Voeg het opnieuw toe."),
}


def not_taken(code: str, t: Texts) -> str:
    """Why a file did not come into the dossier (``documents.REFUSED``, or Slack's word), and how to go on."""
    return t(NOT_TAKEN.get(code, N_("Slack gaf dit bestand niet. Voeg het opnieuw toe.")))


def late(t: Texts) -> str:
    return t("Het duurt langer dan normaal. Wacht even en probeer het nog eens; er wordt niets dubbel vastgelegd.")


def view_refused(t: Texts) -> str:
    return t("Slack kon het formulier niet openen. Probeer het nog eens.")


def bug(t: Texts, reference: str) -> str:
    return t(
        "Er ging iets mis aan onze kant. Probeer het nog eens; er wordt niets dubbel vastgelegd. Blijft het misgaan? "
        "Geef dan code {reference} door aan de beheerder.",
        reference=reference,
    )


def a_date(text: str) -> date | None:
    """A date somebody typed: 2026-04-02, 2-4-2026 or 2/4/2026; None when it is something else, also "2-4-26"."""
    found = _YEAR_FIRST.fullmatch(text.strip()) or _DAY_FIRST.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")


def view(t: Texts, said: Say) -> Block:
    """An answer to a button in a form or on the Home tab, as a small view."""
    return blocks.modal(t("Even opletten"), said.blocks or (blocks.say(said.text),), close=t("Sluiten"))
