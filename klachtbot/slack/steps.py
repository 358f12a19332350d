"""The steps that can be taken from a card, as rows: which form a step has, and where what was filled in is kept.

A field goes to the readable codes of the entry (``codes``), to its personal, encrypted part (``told``), or is the day
it happened (``on``). A new step in Slack is a new row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klachtbot.domain.model import Action
from klachtbot.slack.fields import Field, Kind, Option, contact
from klachtbot.slack.forms import FORMS, PRIVACY_HINT, SUPPLEMENT, WISHES, Form
from klachtbot.slack.texts import N_

MEANS = (
    Option("phone", N_("Telefoon")),
    Option("email", N_("E-mail")),
    Option("letter", N_("Brief")),
    Option("in_person", N_("Persoonlijk gesprek")),
    Option("video", N_("Videogesprek")),
)

SAFETY = (
    Option("safety", N_("Veiligheid")),
    Option("crime", N_("Strafbaar feit")),
    Option("data_breach", N_("Datalek")),
)

RELATIONS = (
    Option("authorised", N_("Gemachtigde")),
    Option("parent", N_("Ouder van de klager")),
    Option("guardian", N_("Voogd")),
    Option("mentor", N_("Mentor")),
    Option("administrator", N_("Bewindvoerder")),
    Option("next_of_kin", N_("Nabestaande")),
)

AUTHORISATION = (
    Option("seen", N_("Ja, die heb ik gezien")),
    Option("asked", N_("Daar is om gevraagd")),
)

LETTERS_TO = (
    Option("complainant", N_("Naar de klager")),
    Option("representative", N_("Naar wie namens de klager spreekt")),
    Option("both", N_("Naar allebei")),
)

AGES = (
    Option("under_12", N_("Jonger dan 12")),
    Option("12_15", N_("12 tot en met 15")),
    Option("16_17", N_("16 of 17")),
    Option("adult", N_("18 of ouder")),
)

COLLEAGUE = "officer"
"""The field whose options are the colleagues who may take the case over; they are looked up when the form opens."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step and its form. ``label`` is the verb on its button; ``done`` what is said when it is recorded.

    One action may have several forms, each with a name of its own.
    """

    action: Action
    label: str
    form: Form
    done: str
    on: str = ""
    codes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its button carries."""
        return self.form.name.removeprefix("step.")


def _when(label: str) -> Field:
    return Field("on", label, Kind.DAY)


_ROWS = (
    StepForm(
        Action.RECORD_CONTACT,
        N_("Contact vastleggen"),
        Form(
            "step.record_contact",
            N_("Contact vastleggen"),
            N_("Vastleggen"),
            (
                _when(N_("Wanneer was het contact?")),
                Field("means", N_("Hoe had je contact?"), Kind.CHOICE, options=MEANS),
                Field(
                    "talk",
                    N_("Kruis aan wat klopt"),
                    Kind.TICKS,
                    optional=True,
                    options=(
                        Option("explained", N_("Ik heb de klachtenregeling uitgelegd")),
                        Option("privacy", N_("Ik heb verteld wat we vastleggen")),
                        Option("shares_story", N_("De beklaagde mag het verhaal lezen")),
                        Option("voicemail", N_("Inspreken op de voicemail mag")),
                        Option("letters", N_("Brieven mogen naar dit adres")),
                    ),
                ),
                Field("wishes", N_("Wat wil de klager bereiken?"), Kind.TICKS, optional=True, options=WISHES),
                Field(
                    "reach",
                    N_("Hoe en wanneer liefst te bereiken?"),
                    Kind.TEXT,
                    optional=True,
                    longest=300,
                ),
                Field(
                    "needs",
                    N_("Waar houden we rekening mee?"),
                    Kind.TEXT,
                    optional=True,
                    longest=500,
                    hint=N_("Bijvoorbeeld een tolk of grote letters. Nooit een diagnose."),
                ),
                Field(
                    "story",
                    N_("Het verhaal, in de woorden van de klager"),
                    Kind.LONG_TEXT,
                    optional=True,
                    hint=PRIVACY_HINT,
                ),
            ),
            intro=N_(
                "Vertel in elk geval dit:\n"
                "1. De klacht is welkom: wij willen ervan leren.\n"
                "2. Er komt een bevestiging, op papier of per mail.\n"
                "3. Daarna is er binnen twee weken een gesprek.\n"
                "4. Geen oplossing? Dan kan de klacht naar de klachtencommissie.\n"
                "5. Wij leggen alleen vast wat nodig is."
            ),
        ),
        N_("Contact vastgelegd."),
        on="on",
        codes=("means", "talk", "wishes"),
        told=("reach", "needs", "story"),
    ),
    StepForm(
        Action.RECORD_ATTEMPT,
        N_("Geen contact gelukt"),
        Form(
            "step.record_attempt",
            N_("Geen contact gelukt"),
            N_("Vastleggen"),
            (
                _when(N_("Wanneer probeerde je het?")),
                Field("means", N_("Hoe probeerde je het?"), Kind.CHOICE, options=MEANS),
                Field("note", N_("Wat gebeurde er?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT),
            ),
            intro=N_("Een poging telt nog niet als contact. De termijn loopt door."),
        ),
        N_("Poging vastgelegd. Het contact blijft nodig."),
        on="on",
        codes=("means",),
        told=("note",),
    ),
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
                Field("representative_kind", N_("Wat is die persoon?"), Kind.CHOICE, optional=True, options=RELATIONS),
                Field("authorisation", N_("Is er een machtiging?"), Kind.CHOICE, optional=True, options=AUTHORISATION),
                Field("letters_to", N_("Naar wie gaan de brieven?"), Kind.CHOICE, optional=True, options=LETTERS_TO),
                Field("age_band", N_("Leeftijd van de klager"), Kind.CHOICE, optional=True, options=AGES),
                Field("times", N_("Hoe en wanneer veilig te bereiken?"), Kind.TEXT, optional=True, longest=300),
                Field(
                    "privacy",
                    N_("Kruis aan wat klopt"),
                    Kind.TICKS,
                    optional=True,
                    options=(Option("name_withheld", N_("De beklaagde mag de naam niet weten")),),
                ),
            ),
        ),
        N_("Vastgelegd."),
        codes=("representative_kind", "authorisation", "letters_to", "age_band", "privacy"),
        told=("representative", "times"),
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
        Action.HOLD_FOR_SAFETY,
        N_("Dit kan niet wachten"),
        Form(
            "step.hold_for_safety",
            N_("Dit kan niet wachten"),
            N_("Stilzetten"),
            (Field("safety", N_("Waarom kan dit niet wachten?"), Kind.RADIO, options=SAFETY),),
            intro=N_("De leidinggevende hoort dat dit niet kan wachten. Er gaan geen brieven meer automatisch weg."),
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
        Action.ADD_RESPONDENT,
        N_("Beklaagde toevoegen"),
        Form(
            "step.add_respondent",
            N_("Beklaagde toevoegen"),
            N_("Toevoegen"),
            (
                Field("people", N_("Iemand in Slack"), Kind.PEOPLE, optional=True),
                Field("names", N_("Of typ de naam"), Kind.TEXT, optional=True, longest=200),
            ),
            intro=N_("Gaat het over een coördinator? Dan gaat de klacht direct naar de leidinggevende."),
        ),
        N_("Beklaagde toegevoegd."),
    ),
)

STEPS: Mapping[str, StepForm] = {row.name: row for row in _ROWS}
"""The steps one can take from a card, by name, in the order of the regulation. A name is that of its action, but for
the further forms of an action."""

ALL_FORMS: Mapping[str, Form] = {**FORMS, **{row.form.name: row.form for row in _ROWS}}
"""Every form there is, by its callback_id."""
