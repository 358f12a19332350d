"""Putting right what stands in the dossier: a date, the sentence, a name. Each is a new entry with its reason (R19)."""

from __future__ import annotations

from klachtbot.domain.dossier import withdrawable
from klachtbot.domain.model import Action, Complaint, FactName
from klachtbot.slack.fields import Field, Kind, contact
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.begin import complainant, contact_details, latest
from klachtbot.slack.steps.row import FACT, WHICH, WITHDRAWN, Group, StepForm, when
from klachtbot.slack.texts import N_

_REASON = Field("reason", N_("Waarom klopt het niet?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT)
_KEPT = N_("Wat er stond, blijft bewaard.")


def _about_somebody(complaint: Complaint) -> bool:
    return bool(complaint.respondents)


GROUP = Group(
    N_("Verbeteren"),
    (
        StepForm(
            Action.CORRECT,
            N_("Datum verbeteren"),
            Form(
                "step.correct",
                N_("Datum verbeteren"),
                N_("Verbeteren"),
                (
                    Field(FACT, N_("Welke datum klopt niet?"), Kind.CHOICE),
                    when(N_("Wat is de juiste dag?")),
                    _REASON,
                ),
                intro=_KEPT,
            ),
            N_("Datum verbeterd."),
            on="on",
            told=("reason",),
        ),
        StepForm(
            Action.CORRECT,
            N_("Onderwerp verbeteren"),
            Form(
                "step.correct_subject",
                N_("Onderwerp verbeteren"),
                N_("Verbeteren"),
                (
                    Field(
                        "subject",
                        N_("Waar gaat de klacht over, in één zin?"),
                        Kind.TEXT,
                        longest=300,
                        hint=N_("Deze zin komt in de brief. Schrijf alleen op wat voor de klacht nodig is."),
                    ),
                    _REASON,
                ),
                intro=_KEPT,
            ),
            N_("Onderwerp verbeterd."),
            told=("subject", "reason"),
            begins=(("subject", latest("subject")),),
            until=(FactName.ACKNOWLEDGED,),
        ),
        StepForm(
            Action.CORRECT,
            N_("Gegevens klager verbeteren"),
            Form(
                "step.correct_complainant",
                N_("Gegevens verbeteren"),
                N_("Verbeteren"),
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
                    _REASON,
                ),
                intro=_KEPT,
            ),
            N_("Gegevens verbeterd."),
            told=("complainant", "contact", "reason"),
            begins=(("complainant", complainant), ("contact", contact_details)),
            until=(FactName.NAMELESS,),
        ),
        StepForm(
            Action.CORRECT,
            N_("Beklaagde weghalen"),
            Form(
                "step.withdraw_respondent",
                N_("Beklaagde weghalen"),
                N_("Weghalen"),
                (Field(WITHDRAWN, N_("Over wie gaat de klacht niet?"), Kind.CHOICE), _REASON),
                intro=N_("Wat er stond, blijft bewaard. Wie al van de klacht weet, kun je niet meer weghalen."),
            ),
            N_("Beklaagde weggehaald."),
            codes=(WITHDRAWN,),
            told=("reason",),
            only=withdrawable,
        ),
        StepForm(
            Action.CORRECT,
            N_("Naam beklaagde verbeteren"),
            Form(
                "step.correct_respondent",
                N_("Naam verbeteren"),
                N_("Verbeteren"),
                (
                    Field(WHICH, N_("Over wie gaat de klacht?"), Kind.CHOICE),
                    Field("name", N_("Hoe heet deze persoon?"), Kind.TEXT, longest=200),
                    _REASON,
                ),
                intro=_KEPT,
            ),
            N_("Naam verbeterd."),
            only=_about_somebody,
        ),
    ),
)
