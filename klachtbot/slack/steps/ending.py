"""How it goes on or ends: the choice, both ways to the committee, withdrawn, not ours, closed with what was learned
(R12, R25, ours)."""

from __future__ import annotations

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, FactName
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.options import CHOICES, FORWARDED, HANDLING, LEARNING, MEANS
from klachtbot.slack.steps.row import Flag, Group, StepForm, when
from klachtbot.slack.texts import N_

_TOLD_HOW = Field("means", N_("Hoe hoorde je het?"), Kind.CHOICE, options=MEANS)
_NOTE = Field("note", N_("Jouw eigen aantekening"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT)
_CONSENT = Field(
    "agrees",
    N_("Kruis aan wat klopt"),
    Kind.TICKS,
    optional=True,
    options=(Option("consent", N_("De commissie mag van de klager het dossier krijgen")),),
)
_MAY = (
    Option("yes", N_("Ja, de klager vindt dat goed")),
    Option("no", N_("Nee, de klager wil dat niet")),
)
_CONSENTS = (Flag("agrees", "consent", "consent"),)

_LEARNED = (
    Field("learning", N_("Leren we hiervan?"), Kind.RADIO, options=LEARNING),
    Field(
        "lesson",
        N_("Wat leren we, of waarom niets?"),
        Kind.LONG_TEXT,
        hint=N_("Geen namen: dit komt in de evaluatie. Wat je leert, komt ook in de brief."),
    ),
    Field("action", N_("Wat gaan we doen?"), Kind.TEXT, optional=True, longest=300),
    Field("action_owner", N_("Wie gaat dat doen?"), Kind.PEOPLE, optional=True, most=1),
    Field("action_due", N_("Wanneer is dat klaar?"), Kind.DAY, optional=True),
    Field("handling", N_("Hoe vond de klager de behandeling?"), Kind.CHOICE, optional=True, options=HANDLING),
    Field(
        "handling_note",
        N_("Wat zei de klager daarover?"),
        Kind.TEXT,
        optional=True,
        longest=300,
        hint=PRIVACY_HINT,
    ),
)
_LEARNED_CODES = ("learning", "action_due", "handling")
_LEARNED_WORDS = ("lesson", "action", "handling_note")

GROUP = Group(
    N_("Keuze en afronding"),
    (
        StepForm(
            Action.RECORD_CHOICE,
            N_("Keuze klager vastleggen"),
            Form(
                "step.record_choice",
                N_("Keuze klager"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer koos de klager?")),
                    Field("choice", N_("Wat kiest de klager?"), Kind.RADIO, options=CHOICES),
                    _TOLD_HOW,
                    _CONSENT,
                    _NOTE,
                ),
            ),
            N_("Keuze vastgelegd."),
            on="on",
            codes=("choice", "means"),
            told=("note",),
            flags=_CONSENTS,
        ),
        StepForm(
            Action.SUPPLEMENT,
            N_("Toestemming dossier"),
            Form(
                "step.consent",
                N_("Toestemming dossier"),
                N_("Vastleggen"),
                (
                    Field("consent", N_("Mag de commissie het dossier krijgen?"), Kind.RADIO, options=_MAY),
                    _TOLD_HOW,
                    _NOTE,
                ),
                intro=N_("De klager beslist hierover. Zegt de klager nee? Dan blijft het dossier hier."),
            ),
            N_("Vastgelegd."),
            codes=("means",),
            told=("note",),
            flags=(Flag("consent", "yes", "consent", True), Flag("consent", "no", "consent", False)),
            only=lambda complaint: first(complaint, FactName.UNSATISFIED),
        ),
        StepForm(
            Action.REFER,
            N_("Commissie inschakelen"),
            Form(
                "step.refer",
                N_("Commissie inschakelen"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer kreeg de commissie de klacht?")),
                    Field("means", N_("Hoe kreeg de commissie de klacht?"), Kind.CHOICE, options=MEANS),
                    _NOTE,
                ),
                intro=N_("Vanaf deze dag lopen de termijnen van de commissie."),
            ),
            N_("Vastgelegd: de klacht is bij de commissie. Stel nu de commissie samen."),
            on="on",
            codes=("means",),
            told=("note",),
        ),
        StepForm(
            Action.RECEIVE_DIRECTLY,
            N_("Rechtstreeks bij de commissie"),
            Form(
                "step.receive_directly",
                N_("Rechtstreeks"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer kreeg de commissie de klacht?")),
                    Field("means", N_("Hoe kreeg de commissie de klacht?"), Kind.CHOICE, options=MEANS),
                    _CONSENT,
                    _NOTE,
                ),
                intro=N_("De klager schreef zelf aan de commissie. Vanaf die dag lopen de termijnen van de commissie."),
            ),
            N_("Vastgelegd: de klacht is bij de commissie. Stel nu de commissie samen."),
            on="on",
            codes=("means",),
            told=("note",),
            flags=_CONSENTS,
        ),
        StepForm(
            Action.CLOSE,
            N_("Klacht afronden"),
            Form("step.close", N_("Klacht afronden"), N_("Afronden"), _LEARNED),
            N_("Klacht afgerond."),
            codes=_LEARNED_CODES,
            told=_LEARNED_WORDS,
            chosen="action_owner",
        ),
        StepForm(
            Action.CLOSE_WITHOUT_CHOICE,
            N_("Afronden zonder keuze"),
            Form(
                "step.close_without_choice",
                N_("Afronden zonder keuze"),
                N_("Afronden"),
                _LEARNED,
                intro=N_("De klager koos niet. De weg naar de commissie blijft open, ook later."),
            ),
            N_("Afgerond zonder keuze."),
            codes=_LEARNED_CODES,
            told=_LEARNED_WORDS,
            chosen="action_owner",
        ),
        StepForm(
            Action.REOPEN,
            N_("Heropenen"),
            Form(
                "step.reopen",
                N_("Klacht heropenen"),
                N_("Heropenen"),
                (when(N_("Wanneer koos de klager voor de commissie?")), _TOLD_HOW, _CONSENT, _NOTE),
                intro=N_("De klager wil alsnog naar de commissie. Dat mag altijd."),
            ),
            N_("Heropend. De klager koos voor de commissie."),
            on="on",
            codes=("means",),
            told=("note",),
            flags=_CONSENTS,
        ),
        StepForm(
            Action.WITHDRAW,
            N_("Intrekken"),
            Form(
                "step.withdraw",
                N_("Klacht intrekken"),
                N_("Intrekken"),
                (
                    when(N_("Wanneer trok de klager de klacht in?")),
                    _TOLD_HOW,
                    Field(
                        "reason",
                        N_("Waarom?"),
                        Kind.TEXT,
                        optional=True,
                        longest=300,
                        hint=N_("De klager hoeft geen reden te geven."),
                    ),
                ),
                intro=N_(
                    "Alleen de klager trekt een klacht in. Alle termijnen stoppen. Dit kun je niet ongedaan maken."
                ),
            ),
            N_("Ingetrokken. Alle termijnen zijn gestopt."),
            on="on",
            codes=("means",),
            told=("reason",),
        ),
        StepForm(
            Action.SEND_ELSEWHERE,
            N_("Niet van ons"),
            Form(
                "step.send_elsewhere",
                N_("Niet van ons"),
                N_("Vastleggen"),
                (
                    Field("where", N_("Waar hoort deze klacht wel?"), Kind.TEXT, longest=300),
                    Field("forwarded", N_("Sturen wij de klacht door?"), Kind.RADIO, options=FORWARDED),
                    Field("reason", N_("Waarom is de klacht niet van ons?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),
                ),
                intro=N_("Doorsturen mag alleen als de klager dat goed vindt. Alle termijnen stoppen."),
            ),
            N_("Vastgelegd: deze klacht hoort ergens anders."),
            codes=("forwarded",),
            told=("where", "reason"),
        ),
    ),
)
