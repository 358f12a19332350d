"""Letters on the screen: writing them, reading them before they go, and how each stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from klachtbot.domain.letters import Recipient
from klachtbot.domain.model import Complaint, FactName, Notice
from klachtbot.domain.parties import parties
from klachtbot.domain.readers import COMPLAINANT_SIDE
from klachtbot.slack import blocks, notices
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Field, Kind, Option, Value, address
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.forms import view as form_view
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.documents import DocumentRow
from klachtbot.usecases.enclosures import MOST, Inventory, TooMuchForMail
from klachtbot.usecases.letters import Audience, Letter, Remark

TITLES: Mapping[Notice, str] = {
    Notice.ACKNOWLEDGEMENT: N_("Ontvangstbevestiging"),
    Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT: N_("Ontvangstbevestiging"),
    Notice.SUPPLEMENT: N_("Aanvulling"),
    Notice.NOTIFICATION: N_("Kennisgeving"),
    Notice.CONVERSATION_INVITATION: N_("Uitnodiging voor een gesprek"),
    Notice.CONVERSATION_CHANGE: N_("Wijziging van het gesprek"),
    Notice.CONVERSATION_CANCELLATION: N_("Gesprek gaat niet door"),
    Notice.LATER: N_("Gesprek later"),
    Notice.REPORT_SETTLED: N_("Verslag"),
    Notice.REPORT_UNSETTLED: N_("Verslag en vervolg"),
    Notice.CHOICE_REMINDER: N_("Herinnering"),
    Notice.CLOSED_WITHOUT_CHOICE: N_("Afronding"),
    Notice.REFERRAL: N_("Doorzending"),
    Notice.DOSSIER: N_("Dossier"),
    Notice.DOSSIER_TO_MEMBER: N_("Dossier"),
    Notice.DOSSIER_SUPPLEMENT: N_("Nieuwe stukken"),
    Notice.DOCUMENT_REQUEST: N_("Vraag om een stuk"),
    Notice.DOCUMENT_SHARED: N_("Nieuw stuk"),
    Notice.HEARING_INVITATION: N_("Uitnodiging voor een zitting"),
    Notice.SECOND_HEARING_INVITATION: N_("Uitnodiging voor een tweede zitting"),
    Notice.SECOND_HEARING_CANCELLATION: N_("Tweede zitting gaat niet door"),
    Notice.RULING: N_("Uitspraak"),
    Notice.RULING_COPY: N_("Kopie van de uitspraak"),
    Notice.WITHDRAWAL: N_("Bevestiging van intrekking"),
    Notice.ELSEWHERE: N_("Doorverwijzing"),
    Notice.NEW_OFFICER: N_("Nieuwe behandelaar"),
    Notice.CLOSING: N_("Afronding"),
}
"""What each letter is called, also in the subject of a mail: neutral."""

PARTS: Mapping[str, str] = {
    "own_words": N_("Eigen woorden in de brief"),
    "why_later": N_("Waarom later?"),
    "agreements": N_("Wat is er afgesproken?"),
    "next_steps": N_("Wat kan de klager nu doen?"),
    "committee_contact": N_("Hoe bereik je de klachtencommissie?"),
    "lesson": N_("Wat leerden we?"),
    "where_to": N_("Waar kan de klager terecht?"),
    "what": N_("Welk stuk is het?"),
    "why": N_("Waarom vraagt de commissie dit?"),
    "missing": N_("Wat wil de commissie nog weten?"),
    "reasons": N_("De redenen van de commissie"),
    "recommendation": N_("Het advies van de commissie"),
}
"""The parts of a letter an officer may write."""

SLACK, LETTER = "slack", "letter"
WAYS = (Option(SLACK, N_("Als bericht in Slack")), Option(LETTER, N_("Als brief, per mail of post")))
"""How a respondent who is in Slack gets a notice (R7)."""

LANGUAGES = (Option("nl", N_("Nederlands")), Option("en", N_("Engels")))

REMARKS: Mapping[str, str] = {
    "missing": N_("In de brief ontbreekt nog iets: {about}."),
    "no_way_to_reach": N_("Er staat geen telefoonnummer of e-mailadres van ons in de brief."),
    "to_their_face": N_("De woorden ‘klager’ en ‘beklaagde’ horen niet in een brief. Noem een naam."),
    "names_complainant": N_("De naam van de klager staat in de brief aan de beklaagde. Die mag de naam niet weten."),
    "may_name": N_("Kijk het na: staat de naam van de klager in de brief aan de beklaagde?"),
    "long_sentence": N_("Er staat een lange zin in de brief ({count} woorden). Maak er twee van."),
    "long_on_average": N_("De zinnen zijn lang: gemiddeld {count} woorden. Korter leest makkelijker."),
    "word_to_avoid": N_("Er staat een moeilijk woord in de brief: \u2018{about}\u2019."),
    "no_phone": N_("Er staat geen telefoonnummer van ons in de brief."),
    "no_email": N_("Er staat geen e-mailadres van ons in de brief."),
    "cannot_be_shown": N_("{count} tekens kan de brief niet tonen. Daar komt een blokje te staan."),
}
"""What is said of a letter, by the codes of ``letters.remarks``."""

ASKED: Mapping[str, str] = {
    "received_on": N_("de dag van ontvangst"),
    "subject": N_("waar de klacht over gaat"),
    "complainant": N_("de naam van de klager"),
    "planned_for": N_("de dag van de afspraak"),
    "planned_at": N_("hoe laat de afspraak is"),
    "place": N_("waar de afspraak is"),
    "attendees": N_("wie er bij de afspraak zijn"),
    "wanted_by": N_("wanneer het stuk nodig is"),
    "ruling": N_("de uitspraak"),
    "ruled_on": N_("de dag van de uitspraak"),
    "members": N_("wie de uitspraak deden"),
    "report": N_("het verslag; schrijf dat eerst"),
    "until": N_("de nieuwe dag"),
    "acknowledged_on": N_("de dag van de eerste brief"),
    "wished_by": N_("wie het later wil"),
    "received_by_committee_on": N_("de dag waarop de commissie de klacht kreeg"),
    "report_sent_on": N_("de dag waarop het verslag wegging"),
    "choose_by": N_("de dag waarop we de keuze graag weten"),
    "closed_on": N_("de dag van afronding"),
    "withdrawn_on": N_("de dag van intrekking"),
}
"""Values a letter cannot do without."""

LONGEST_SECTION = 2900
MOST_SECTIONS = 60


def to_key(ref: str) -> str:
    """The field that asks where the letter to this recipient goes."""
    return f"to_{ref}"


def way_key(ref: str) -> str:
    """The field that asks how a respondent gets the notice."""
    return f"way_{ref}"


def way(ref: str, name: str, t: Texts) -> Field:
    """That field."""
    label = t("Hoe krijgt {name} dit?", name=name or t("de beklaagde"))
    hint = N_("In Slack komt alleen een neutraal bericht met een knop. De brief opent pas na een klik.")
    return Field(way_key(ref), label, Kind.RADIO, options=WAYS, hint=hint)


def part_key(name: str, language: str) -> str:
    """The field of a free part. Of each language its own: Slack keeps what was typed in a field of the same name."""
    return f"part_{name}_{language}"


def form(
    notice: Notice,
    made: Sequence[tuple[Recipient, Letter]],
    parts: Mapping[str, str | None],
    language: str,
    t: Texts,
    *,
    may_slack: Collection[str] = (),
    in_slack: Collection[str] = (),
) -> Form:
    """The form in which letters are written and sent on their way. Of the recipients (refs) who may get it in Slack
    it asks how; of those who get it there, no address. ``parts``: see ``make_letters.free_parts``."""
    ways = tuple(way(one.ref, letter.addressee, t) for one, letter in made if one.ref in may_slack)
    where = tuple(
        Field(
            to_key(recipient.ref),
            t("Waar gaat de brief aan {name} heen?", name=letter.addressee or unnamed(recipient, t)),
            Kind.LONG_TEXT,
            optional=True,
            longest=300,
            hint=N_("Een e-mailadres, of een postadres. Leeg: je geeft de brief zelf."),
            check=address,
        )
        for recipient, letter in made
        if recipient.ref not in in_slack
    )
    audiences = {recipient.audience for recipient, _ in made}
    mixed = bool(audiences & COMPLAINANT_SIDE)
    in_dutch = next((hint for one, hint in _IN_DUTCH.items() if mixed and one in audiences), "")
    return Form(
        "letters",
        TITLES[notice] if len(TITLES[notice]) <= 24 else N_("Brief"),
        N_("Versturen"),
        (
            *ways,
            *where,
            Field("language", N_("Taal van de brief"), Kind.RADIO, options=LANGUAGES, hint=in_dutch),
            *(_part(name, proposed, language) for name, proposed in parts.items()),
        ),
    )


_IN_DUTCH: Mapping[Audience, str] = {
    Audience.RESPONDENT: N_("De brief aan de beklaagde is altijd in het Nederlands."),
    Audience.MEMBER: N_("De brief aan de commissie is altijd in het Nederlands."),
}


def _part(name: str, proposed: str | None, language: str) -> Field:
    hint = N_("Leeg: elke brief zegt het zoals hieronder staat.") if proposed is None else ""
    return Field(part_key(name, language), PARTS[name], Kind.LONG_TEXT, optional=True, hint=hint)


def view(
    form: Form,
    t: Texts,
    carried: Carried,
    values: Mapping[str, Value],
    made: Sequence[tuple[Recipient, Letter]],
    texts: Sequence[str],
    remarks: Sequence[Remark],
    *,
    mails: bool,
    careful: Sequence[Block] = (),
    in_slack: Collection[str] = (),
    most: int = blocks.VIEW_BYTES,
) -> Block:
    """The form, with the letters below it as they read now; on top what to be careful about (``careful``). Those that
    do not fit in ``most`` bytes are left out, and the form says so."""
    titles = dict.fromkeys(TITLES[letter.notice] for _, letter in made)
    named = [blocks.say(f"*{t(title)}*") for title in titles if title != form.heading]  # too long for the heading
    intro = [*named, blocks.say(_intro(made, t, mails=mails, in_slack=in_slack)), *careful]
    shown = form_view(form, t, carried, values, intro)
    shown["blocks"] += [
        blocks.line(),
        *_remarks(remarks, t),
        blocks.buttons(Button(t("Voorbeeld vernieuwen"), "letters_again"), *_skip(carried, t)),
    ]
    for (recipient, letter), text in zip(made, texts, strict=True):
        preview = _preview(recipient, letter, text, t)
        if len(shown["blocks"]) + len(preview) > 99 or blocks.size(shown) + blocks.size(preview) > most - 500:
            left_out = t("Niet alle brieven passen hier. Kies Voorbeeld vernieuwen om meer te lezen.")
            shown["blocks"].append(blocks.small("⚠ " + left_out))
            break
        shown["blocks"] += preview
    return shown


def careful(complaint: Complaint, t: Texts) -> list[Block]:
    """What may make a letter unsafe, of an opened dossier: that it cannot wait, and how somebody is reached safely."""
    found: list[Block] = []
    if any(fact.name is FactName.SAFETY_HOLD for fact in complaint.facts):
        found.append(blocks.say("⏸ " + t("Deze klacht kan niet wachten. Overleg eerst of deze brief veilig is.")))
    known = parties(complaint)
    if known.times:
        found += blocks.told(t("Veilig te bereiken"), known.times)
    reach = [str(event.details["reach"]) for event in complaint.events if event.details and event.details.get("reach")]
    if reach:
        found += blocks.told(t("Liefst te bereiken"), reach[-1])
    if not known.respondent_may_know:
        found.append(blocks.small("⚠ " + t("De beklaagde mag de naam van de klager niet weten.")))
    return found


def untold(names: Sequence[str], t: Texts) -> list[Block]:
    """Who does not get this letter, because nobody told them of the complaint yet (R7)."""
    if not names:
        return []
    said = t("Krijgt deze brief niet, want weet nog niet van de klacht. Vertel het eerst zelf.")
    return blocks.told("⚠ " + said, ", ".join(name or t("de beklaagde") for name in names))


_OF_THE_COMMITTEE = N_(
    "De uitspraak is van de commissie. Haar woorden kun je niet veranderen. Klopt er iets niet? Vraag het dan "
    "de voorzitter."
)
_TO_OUTSIDER = N_(
    "Deze brief gaat naar iemand buiten de klacht. Noem geen namen, en vertel niet meer dan voor het stuk nodig is."
)


def about_these(notice: Notice, made: Sequence[tuple[Recipient, Letter]], t: Texts) -> list[Block]:
    """What is different about these letters: whose words they are, and who reads them."""
    found: list[Block] = []
    if notice in (Notice.RULING, Notice.RULING_COPY):
        found.append(blocks.small("⚠ " + t(_OF_THE_COMMITTEE)))
    if any(one.audience is Audience.HOLDER for one, _ in made):
        found.append(blocks.small("⚠ " + t(_TO_OUTSIDER)))
    return found


def not_for_respondents(rows: Sequence[DocumentRow], t: Texts) -> list[Block]:
    """What was handed in and does not go to who the complaint is about, with why (R20)."""
    found: list[Block] = []
    for row in rows:
        said = t("Gaat niet naar de beklaagde: {name}.", name=row.name or t("een stuk"))
        why = row.reason or t("Er is nog niet gekozen of de beklaagde het mag lezen.")
        found += blocks.told("⚠ " + said, why)
    return found


def enclosed(found: Inventory, t: Texts, *, mails: bool) -> list[Block]:
    """What goes along with the dossier; and when that is too large for a mail."""
    said = [
        t("Er gaan {n} stukken mee. Ga je de brief posten of geven? Doe ze er dan zelf bij.", n=str(len(found.ids)))
    ]
    if mails and found.size > MOST:
        said.append("⚠ " + notices.refusal(TooMuchForMail(found.size, field=""), t))
    return [blocks.small(one) for one in said] if found.ids else []


def _skip(carried: Carried, t: Texts) -> list[Button]:
    """A letter that follows on a step may not be needed; one whose sending is a step always is."""
    notice, cause = carried.subject.split(":")[:2]
    if cause == "0":
        return []
    return [Button(t("Geen brief nodig"), "step:skip", f"skip_letters:{carried.complaint}:{cause}:{notice}")]


def _intro(made: Sequence[tuple[Recipient, Letter]], t: Texts, *, mails: bool, in_slack: Collection[str]) -> str:
    if not made:
        return t("Er is niemand om naar te schrijven. Je legt alleen vast dat deze stap is gedaan.")
    if all(recipient.ref in in_slack for recipient, _ in made):
        return t(
            "Lees de brief hieronder. Met \u2018Versturen\u2019 gaat hij meteen weg, als bericht in Slack. "
            "Dat kun je niet ongedaan maken."
        )
    if mails:
        return t(
            "Lees de brief hieronder. Met \u2018Versturen\u2019 gaat een mail meteen weg. "
            "Dat kun je niet ongedaan maken. Een brief voor de post krijg je als PDF."
        )
    return t("Lees de brief hieronder. Je krijgt hem als PDF, om te posten of te geven.")


def _remarks(remarks: Sequence[Remark], t: Texts) -> list[Block]:
    return [blocks.small(f"⚠ {remark_text(one, t)}") for one in remarks if not one.forbids][:5]


def remark_text(remark: Remark, t: Texts) -> str:
    """The sentence about a letter."""
    named = ASKED.get(remark.about) or PARTS.get(remark.about)
    about = t(named).lower().rstrip("?") if named else remark.about
    return t(REMARKS[remark.code], about=about, count=str(remark.count))


_UNNAMED: Mapping[Audience, str] = {
    Audience.RESPONDENT: N_("de beklaagde"),
    Audience.MEMBER: N_("een lid van de commissie"),
    Audience.HOLDER: N_("wie het stuk heeft"),
}


def unnamed(one: Recipient, t: Texts) -> str:
    """What somebody is called of whom nobody wrote a name down."""
    return t(_UNNAMED.get(one.audience, N_("de klager")))


def _preview(recipient: Recipient, letter: Letter, text: str, t: Texts) -> list[Block]:
    name = letter.addressee or unnamed(recipient, t)
    parts = [blocks.line(), blocks.title(shorten_title(t("Brief aan {name}", name=name)))]
    return [*parts, *(blocks.typed(chunk) for chunk in chunks(text))]


def shorten_title(text: str) -> str:
    return text if len(text) <= 140 else f"{text[:139]}…"


def chunks(text: str) -> list[str]:
    """The text in pieces that fit in a section, broken between paragraphs where that can be."""
    found: list[str] = []
    left = text.strip()
    while len(left) > LONGEST_SECTION:
        cut = left.rfind("\n\n", 0, LONGEST_SECTION)
        cut = cut if cut > 0 else LONGEST_SECTION
        found.append(left[:cut])
        left = left[cut:].lstrip("\n")
    return [*found, left][:MOST_SECTIONS]
