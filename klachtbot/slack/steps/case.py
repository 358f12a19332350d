"""Who it is about and who handles it, its documents, and what cannot wait (R2, R3, R19, ours)."""

from __future__ import annotations

from klachtbot.domain.by_itself import SAFE_MAIL
from klachtbot.domain.model import Action
from klachtbot.domain.parties import NAME_WITHHELD
from klachtbot.slack.fields import Field, Kind, Option, contact
from klachtbot.slack.forms import PRIVACY_HINT, SUPPLEMENT, Form
from klachtbot.slack.steps.options import AGES, AUTHORISATION, DOCUMENT_KINDS, LETTERS_TO, READINGS, RELATIONS, SAFETY
from klachtbot.slack.steps.row import COLLEAGUE, ORGANISATION, Flag, Group, StepForm
from klachtbot.slack.texts import N_
from klachtbot.usecases.documents import SUFFIXES

GROUP = Group(
    N_("Klager, beklaagde en behandelaar"),
    (
        StepForm(
            Action.SUPPLEMENT,
            N_("Aanvullen"),
            SUPPLEMENT,
            N_("Aanvulling vastgelegd."),
            codes=("subject_codes", "wishes"),
            told=("happened", "story", "needs", "note"),
        ),
        StepForm(
            Action.SUPPLEMENT,
            N_("Over de klager"),
            Form(
                "step.complainant",
                N_("Over de klager"),
                N_("Vastleggen"),
                (
                    Field("representative", N_("Wie spreekt namens de klager?"), Kind.TEXT, optional=True, longest=200),
                    Field(
                        "representative_kind", N_("Wat is die persoon?"), Kind.CHOICE, optional=True, options=RELATIONS
                    ),
                    Field(
                        "authorisation", N_("Is er een machtiging?"), Kind.CHOICE, optional=True, options=AUTHORISATION
                    ),
                    Field(
                        "letters_to", N_("Naar wie gaan de brieven?"), Kind.CHOICE, optional=True, options=LETTERS_TO
                    ),
                    Field("age_band", N_("Leeftijd van de klager"), Kind.CHOICE, optional=True, options=AGES),
                    Field("times", N_("Hoe en wanneer veilig te bereiken?"), Kind.TEXT, optional=True, longest=300),
                    Field(
                        "privacy",
                        N_("Kruis aan wat klopt"),
                        Kind.TICKS,
                        optional=True,
                        options=(
                            Option(NAME_WITHHELD, N_("De beklaagde mag de naam niet weten")),
                            Option(SAFE_MAIL, N_("De klager wil e-mail, en dat is veilig")),
                            Option("mail_unsafe", N_("E-mail is niet veilig")),
                        ),
                    ),
                ),
            ),
            N_("Vastgelegd."),
            codes=("representative_kind", "authorisation", "letters_to", "age_band", "privacy"),
            told=("representative", "times"),
            flags=(
                Flag("privacy", NAME_WITHHELD, NAME_WITHHELD),
                Flag("privacy", SAFE_MAIL, SAFE_MAIL),
                Flag("privacy", "mail_unsafe", SAFE_MAIL, False),
            ),
        ),
        StepForm(
            Action.IDENTIFY_COMPLAINANT,
            N_("Naam vastleggen"),
            Form(
                "step.identify_complainant",
                N_("Wie is de klager?"),
                N_("Vastleggen"),
                (
                    Field("complainant", N_("Naam van de klager"), Kind.TEXT, longest=200),
                    Field(
                        "contact",
                        N_("Hoe is de klager te bereiken?"),
                        Kind.TEXT,
                        longest=300,
                        hint=N_("Een e-mailadres, telefoonnummer of adres."),
                        check=contact,
                    ),
                ),
            ),
            N_("Naam vastgelegd."),
            told=("complainant", "contact"),
        ),
        StepForm(
            Action.ADD_RESPONDENT,
            N_("Beklaagde toevoegen"),
            Form(
                "step.add_respondent",
                N_("Beklaagde toevoegen"),
                N_("Toevoegen"),
                (
                    Field("people", N_("Iemand in Slack"), Kind.PEOPLE, optional=True),
                    Field("names", N_("Of typ de naam"), Kind.TEXT, optional=True, longest=200),
                    Field(
                        ORGANISATION,
                        N_("Van welke organisatie?"),
                        Kind.CHOICE,
                        optional=True,
                        hint=N_("Een lid van de commissie oordeelt niet over de eigen organisatie."),
                    ),
                ),
                intro=N_("Gaat het over een coördinator? Dan gaat de klacht direct naar de leidinggevende."),
            ),
            N_("Beklaagde toegevoegd."),
        ),
        StepForm(
            Action.HAND_OVER,
            N_("Overdragen"),
            Form(
                "step.hand_over",
                N_("Klacht overdragen"),
                N_("Overdragen"),
                (
                    Field(COLLEAGUE, N_("Aan wie?"), Kind.CHOICE),
                    Field("reason", N_("Waarom?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),
                ),
            ),
            N_("Overgedragen. Je collega heeft bericht gekregen."),
            codes=(COLLEAGUE,),
            told=("reason",),
        ),
        StepForm(
            Action.DEPUTISE,
            N_("Waarnemen"),
            Form(
                "step.deputise",
                N_("Klacht waarnemen"),
                N_("Waarnemen"),
                (),
                intro=N_(
                    "Je zet de stappen in deze klacht zolang je collega afwezig is. "
                    "Daarna gaat de klacht vanzelf terug, met een overzicht van wat je deed."
                ),
            ),
            N_("Vastgelegd. Je neemt deze klacht waar."),
        ),
        StepForm(
            Action.RETURN,
            N_("Waarneming stoppen"),
            Form(
                "step.return",
                N_("Waarneming stoppen"),
                N_("Stoppen"),
                (),
                intro=N_("De klacht gaat terug naar de behandelaar. Die hoort wat er intussen is gedaan."),
            ),
            N_("Vastgelegd. De klacht is weer bij de behandelaar."),
        ),
        StepForm(
            Action.TAKE_OVER,
            N_("Overnemen"),
            Form(
                "step.take_over",
                N_("Klacht overnemen"),
                N_("Overnemen"),
                (),
                intro=N_("Je wordt de behandelaar van deze klacht, ook als je collega terug is."),
            ),
            N_("Overgenomen. Je bent nu de behandelaar."),
        ),
        StepForm(
            Action.STEP_BACK,
            N_("Ik ben betrokken"),
            Form(
                "step.step_back",
                N_("Ik ben betrokken"),
                N_("Doorgeven"),
                (),
                intro=N_(
                    "Een collega behandelt deze klacht. Daarna zie je deze klacht niet meer. "
                    "Je hoeft niet te zeggen waarom."
                ),
            ),
            N_("Vastgelegd. Je ziet deze klacht niet meer."),
        ),
        StepForm(
            Action.HOLD_FOR_SAFETY,
            N_("Dit kan niet wachten"),
            Form(
                "step.hold_for_safety",
                N_("Dit kan niet wachten"),
                N_("Stilzetten"),
                (Field("safety", N_("Waarom kan dit niet wachten?"), Kind.RADIO, options=SAFETY),),
                intro=N_(
                    "De leidinggevende hoort dat dit niet kan wachten. Er gaan geen brieven meer automatisch weg."
                ),
            ),
            N_("Vastgelegd. Er gaan geen brieven meer automatisch weg."),
            codes=("safety",),
        ),
        StepForm(
            Action.RELEASE_HOLD,
            N_("Weer doorgaan"),
            Form(
                "step.release_hold",
                N_("Weer doorgaan"),
                N_("Doorgaan"),
                (Field("note", N_("Wat is er gebeurd?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT),),
            ),
            N_("De termijnen lopen weer."),
            told=("note",),
        ),
        StepForm(
            Action.ADD_DOCUMENT,
            N_("Stuk toevoegen"),
            Form(
                "step.add_document",
                N_("Stuk toevoegen"),
                N_("Toevoegen"),
                (
                    Field(
                        "files",
                        N_("Welk bestand?"),
                        Kind.FILES,
                        most=5,
                        endings=SUFFIXES,
                        hint=N_("Hoogstens 10 MB per bestand. In Slack blijft een kopie: haal die daarna weg."),
                    ),
                    Field("kind", N_("Wat is het?"), Kind.CHOICE, options=DOCUMENT_KINDS),
                    Field("reading", N_("Mag de beklaagde dit lezen?"), Kind.RADIO, options=READINGS),
                    Field(
                        "shielded",
                        N_("De afgeschermde versie"),
                        Kind.FILES,
                        optional=True,
                        most=1,
                        endings=SUFFIXES,
                        hint=N_("Alleen als je dat hierboven koos."),
                    ),
                    Field("reason", N_("Waarom niet?"), Kind.TEXT, optional=True, longest=500, hint=PRIVACY_HINT),
                ),
            ),
            N_("Toegevoegd. We halen het bestand nu op. Lukt dat niet? Dan krijg je bericht."),
            codes=("kind", "reading"),
            told=("reason",),
        ),
    ),
)
