"""Whether the dossier of a complaint that ended is kept for longer than its time (R21)."""

from __future__ import annotations

from klachtbot.domain.model import Action
from klachtbot.slack.fields import Field, Kind
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.row import Group, StepForm
from klachtbot.slack.texts import N_

GROUP = Group(
    N_("Bewaren"),
    (
        StepForm(
            Action.KEEP_LONGER,
            N_("Dossier langer bewaren"),
            Form(
                "step.keep_longer",
                N_("Langer bewaren"),
                N_("Langer bewaren"),
                (Field("reason", N_("Waarom is dat nodig?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),),
                intro=N_("Dit dossier wordt dan niet vernietigd, tot iemand dat weer toelaat."),
            ),
            N_("Vastgelegd. Dit dossier blijft bewaard."),
            told=("reason",),
        ),
        StepForm(
            Action.KEEP_NO_LONGER,
            N_("Niet langer bewaren"),
            Form(
                "step.keep_no_longer",
                N_("Niet langer bewaren"),
                N_("Vastleggen"),
                (),
                intro=N_("Is de bewaartermijn voorbij? Dan wordt dit dossier de volgende dag vernietigd."),
            ),
            N_("Vastgelegd. De gewone bewaartermijn geldt weer."),
        ),
    ),
)
