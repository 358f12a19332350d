"""The first weeks: contact, acknowledgement, and telling the respondent (R4 to R7)."""

from __future__ import annotations

from klachtbot.domain.model import Action
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import PRIVACY_HINT, WISHES, Form
from klachtbot.slack.steps.begin import latest
from klachtbot.slack.steps.options import MEANS, SPEAKING
from klachtbot.slack.steps.row import Flag, Group, StepForm, when
from klachtbot.slack.texts import N_

GROUP = Group(
    N_("Contact en bevestiging"),
    (
        StepForm(
            Action.RECORD_CONTACT,
            N_("Contact vastleggen"),
            Form(
                "step.record_contact",
                N_("Contact vastleggen"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer was het contact?")),
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
            flags=(Flag("talk", "explained", "explained"),),
        ),
        StepForm(
            Action.RECORD_ATTEMPT,
            N_("Geen contact gelukt"),
            Form(
                "step.record_attempt",
                N_("Geen contact gelukt"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer probeerde je het?")),
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
            Action.RECORD_EXPLANATION,
            N_("Uitleg vastleggen"),
            Form(
                "step.record_explanation",
                N_("Uitleg vastleggen"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer legde je de regeling uit?")),
                    Field("means", N_("Hoe?"), Kind.CHOICE, options=MEANS),
                ),
                intro=N_("Bij het eerste contact bleef de uitleg van de klachtenregeling open."),
            ),
            N_("Uitleg vastgelegd."),
            on="on",
            codes=("means",),
        ),
        StepForm(
            Action.HOLD_ACKNOWLEDGEMENT,
            N_("Tegenhouden"),
            Form(
                "step.hold_acknowledgement",
                N_("Bevestiging tegenhouden"),
                N_("Tegenhouden"),
                (Field("reason", N_("Waarom?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),),
                intro=N_("De bevestiging gaat dan niet vanzelf weg. Versturen blijft nodig."),
            ),
            N_("Tegengehouden. De bevestiging gaat niet vanzelf weg."),
            told=("reason",),
        ),
        StepForm(
            Action.CHANGE_SUBJECT,
            N_("Onderwerp wijzigen"),
            Form(
                "step.change_subject",
                N_("Onderwerp wijzigen"),
                N_("Wijzigen"),
                (
                    Field(
                        "subject",
                        N_("Waar gaat de klacht over, in één zin?"),
                        Kind.TEXT,
                        longest=300,
                        hint=N_("Deze zin komt in de brief. Schrijf alleen op wat voor de klacht nodig is."),
                    ),
                    Field("reason", N_("Waarom verandert dit?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),
                ),
                intro=N_("De bevestiging is al weg. De klager hoort in een aanvulling wat er verandert."),
            ),
            N_("Onderwerp gewijzigd."),
            told=("subject", "reason"),
            begins=(("subject", latest("subject")),),
        ),
        StepForm(
            Action.INFORM_RESPONDENT,
            N_("Beklaagde informeren"),
            Form(
                "step.inform_respondent",
                N_("Beklaagde informeren"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer sprak je de beklaagde?")),
                    Field(
                        "means",
                        N_("Hoe sprak je de beklaagde?"),
                        Kind.CHOICE,
                        options=SPEAKING,
                        hint=N_("Een brief of mail telt niet: iemand vertelt het zelf."),
                    ),
                    Field(
                        "informed",
                        N_("Kruis aan wat je vertelde"),
                        Kind.TICKS,
                        optional=True,
                        options=(
                            Option("procedure", N_("Hoe de klachtenregeling werkt")),
                            Option("inspection", N_("Dat inzage in het eigen dossier altijd mag")),
                            Option("privacy", N_("Dat de klacht geheim blijft, ook voor collega's")),
                            Option("support", N_("Met wie je hierover kunt praten")),
                        ),
                    ),
                    Field("told", N_("Wat vertelde je over de klacht?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),
                    Field(
                        "view",
                        N_("Wat zegt de beklaagde zelf?"),
                        Kind.LONG_TEXT,
                        optional=True,
                        hint=PRIVACY_HINT,
                    ),
                ),
                intro=N_(
                    "Vertel het zelf, op de dag van de bevestiging:\n"
                    "1. Er is een klacht, en waar die over gaat.\n"
                    "2. Wat er nu gebeurt, en wanneer.\n"
                    "3. De beklaagde mag altijd het eigen dossier zien.\n"
                    "4. Namen en verhalen blijven onder ons."
                ),
            ),
            N_("Vastgelegd: de beklaagde weet het."),
            on="on",
            codes=("means", "informed"),
            told=("told", "view"),
        ),
        StepForm(
            Action.RECORD_INFORM_ATTEMPT,
            N_("Beklaagde niet bereikt"),
            Form(
                "step.record_inform_attempt",
                N_("Beklaagde niet bereikt"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer probeerde je het?")),
                    Field("means", N_("Hoe probeerde je het?"), Kind.CHOICE, options=MEANS),
                    Field("note", N_("Wat gebeurde er?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT),
                ),
                intro=N_("De bevestiging aan de klager hoeft hier niet op te wachten."),
            ),
            N_("Poging vastgelegd. Het gesprek met de beklaagde blijft nodig."),
            on="on",
            codes=("means",),
            told=("note",),
        ),
        StepForm(
            Action.ANSWER_INSPECTION,
            N_("Vraag om inzage beantwoorden"),
            Form(
                "step.answer_inspection",
                N_("Inzage"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer antwoordde je?")),
                    Field("means", N_("Hoe antwoordde je?"), Kind.CHOICE, options=MEANS),
                    Field(
                        "note", N_("Wat spraken jullie af?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT
                    ),
                ),
                intro=N_(
                    "Deze beklaagde vroeg om inzage en weet nog niet van de klacht. Vertel het eerst zelf. Daarna kan "
                    "de beklaagde het dossier inzien."
                ),
            ),
            N_("Antwoord vastgelegd."),
            on="on",
            codes=("means",),
            told=("note",),
        ),
    ),
)
