"""What is done because of a complaint: an action with an owner and a day, until it is done (R18, R25)."""

from __future__ import annotations

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, FactName
from klachtbot.slack.fields import Field, Kind, Value
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.row import Group, StepForm, when
from klachtbot.slack.texts import N_

RESULT = "result"

RESULT_FIELD = Field(
    RESULT,
    N_("Wat kwam ervan?"),
    Kind.LONG_TEXT,
    hint=N_("Geen namen: dit komt in de halfjaarlijkse evaluatie."),
)


DONE_FORM = Form("improvement_done", N_("Jouw actie"), N_("Dit is klaar"), (RESULT_FIELD,))
"""The form of who owns it. Who handles the case has a step of their own."""


def _advised(complaint: Complaint) -> Value:
    return "yes" if first(complaint, FactName.ADVISED) else ""


GROUP = Group(
    N_("Acties"),
    (
        StepForm(
            Action.PLAN_IMPROVEMENT,
            N_("Actie vastleggen"),
            Form(
                "step.plan_improvement",
                N_("Actie vastleggen"),
                N_("Vastleggen"),
                (
                    Field(
                        "action",
                        N_("Wat gaan we doen?"),
                        Kind.TEXT,
                        longest=300,
                        hint=N_("Geen namen: wie dit doet leest deze zin, en hij komt in de evaluatie."),
                    ),
                    Field("action_owner", N_("Wie gaat dat doen?"), Kind.PEOPLE, most=1),
                    Field("action_due", N_("Wanneer is dat klaar?"), Kind.DAY),
                ),
                intro=N_("Wie de actie doet, krijgt daar bericht van. Die persoon leest verder niets van de klacht."),
            ),
            N_("Actie vastgelegd. Wij herinneren aan de dag die je koos."),
            codes=("action_due",),
            told=("action",),
            chosen="action_owner",
        ),
        StepForm(
            Action.SKIP_IMPROVEMENT,
            N_("Geen actie bij het advies"),
            Form(
                "step.skip_improvement",
                N_("Geen actie"),
                N_("Vastleggen"),
                (Field("reason", N_("Waarom doen we niets met het advies?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),),
            ),
            N_("Vastgelegd: er komt geen actie."),
            told=("reason",),
            only=_advised,
        ),
        StepForm(
            Action.FINISH_IMPROVEMENT,
            N_("Actie is klaar"),
            Form(
                "step.finish_improvement",
                N_("Actie is klaar"),
                N_("Vastleggen"),
                (when(N_("Wanneer was het klaar?")), RESULT_FIELD),
            ),
            N_("Vastgelegd: de actie is klaar."),
            on="on",
            told=(RESULT,),
        ),
        StepForm(
            Action.DROP_IMPROVEMENT,
            N_("Actie vervalt"),
            Form(
                "step.drop_improvement",
                N_("Actie vervalt"),
                N_("Vastleggen"),
                (Field("reason", N_("Waarom vervalt de actie?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),),
            ),
            N_("Vastgelegd: de actie vervalt."),
            told=("reason",),
        ),
    ),
)
