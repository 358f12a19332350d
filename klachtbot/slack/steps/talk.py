"""The conversation and its report: plan, move, hold, put off, solve without one, write down (R8, R9, R11, ours)."""

from __future__ import annotations

from klachtbot.domain.model import Action
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.begin import (
    always,
    held_on,
    planned_code,
    planned_day,
    planned_words,
    report,
)
from klachtbot.slack.steps.options import MINUTES, OUTCOMES, PRESENT, WISHED_BY
from klachtbot.slack.steps.row import Flag, Group, StepForm, when
from klachtbot.slack.texts import N_

_APPOINTMENT = (
    Field("planned_for", N_("Op welke dag?"), Kind.DAY),
    Field("time", N_("Hoe laat?"), Kind.TIME),
    Field("minutes", N_("Hoelang duurt het?"), Kind.CHOICE, options=MINUTES),
    Field("place", N_("Waar, of via welke link?"), Kind.TEXT, longest=300),
    Field("attends", N_("Wie komen er?"), Kind.TICKS, options=PRESENT),
    Field(
        "others",
        N_("Namen van wie nog meer komen"),
        Kind.TEXT,
        optional=True,
        longest=300,
        hint=N_("Klager en beklaagde mogen allebei iemand meenemen."),
    ),
)
_CODES = ("planned_for", "time", "minutes", "attends")
_BOTH = ("complainant", "respondent", "officer")

GROUP = Group(
    N_("Gesprek en verslag"),
    (
        StepForm(
            Action.PLAN_CONVERSATION,
            N_("Gesprek plannen"),
            Form("step.plan_conversation", N_("Gesprek plannen"), N_("Plannen"), _APPOINTMENT),
            N_("Gesprek gepland."),
            codes=_CODES,
            told=("place", "others"),
            begins=(("minutes", always("60")), ("attends", always(_BOTH))),
        ),
        StepForm(
            Action.MOVE_CONVERSATION,
            N_("Gesprek verplaatsen"),
            Form(
                "step.move_conversation",
                N_("Gesprek verplaatsen"),
                N_("Verplaatsen"),
                (
                    *_APPOINTMENT,
                    Field("reason", N_("Waarom?"), Kind.TEXT, optional=True, longest=300, hint=PRIVACY_HINT),
                ),
            ),
            N_("Gesprek verplaatst."),
            codes=_CODES,
            told=("place", "others", "reason"),
            begins=(
                ("planned_for", planned_day),
                ("time", planned_code("time")),
                ("minutes", planned_code("minutes", "60")),
                ("place", planned_words("place")),
                ("attends", planned_code("attends", _BOTH)),
                ("others", planned_words("others")),
            ),
        ),
        StepForm(
            Action.CANCEL_CONVERSATION,
            N_("Gesprek afzeggen"),
            Form(
                "step.cancel_conversation",
                N_("Gesprek afzeggen"),
                N_("Afzeggen"),
                (Field("reason", N_("Waarom?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),),
                intro=N_("De termijn voor het gesprek loopt door."),
            ),
            N_("Gesprek afgezegd. Een nieuw gesprek blijft nodig."),
            told=("reason",),
        ),
        StepForm(
            Action.AGREE_LATER,
            N_("Later, in overleg"),
            Form(
                "step.agree_later",
                N_("Later, in overleg"),
                N_("Vastleggen"),
                (
                    Field(
                        "wished_by",
                        N_("Wie wil het later?"),
                        Kind.RADIO,
                        options=WISHED_BY,
                        hint=N_("Ligt het aan ons? Dan bieden we in de brief excuses aan."),
                    ),
                    Field("until", N_("Wat is de nieuwe uiterste dag?"), Kind.DAY),
                    Field("reason", N_("Waarom?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),
                ),
                intro=N_("Het gesprek telt dan als te laat, met de reden erbij. Klager en beklaagde horen het."),
            ),
            N_("Vastgelegd. Het gesprek is later, in overleg."),
            codes=("wished_by", "until"),
            told=("reason",),
        ),
        StepForm(
            Action.RECORD_CONVERSATION,
            N_("Uitkomst vastleggen"),
            Form(
                "step.record_conversation",
                N_("Uitkomst vastleggen"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer was het gesprek?")),
                    Field("outcome", N_("Wat is de uitkomst?"), Kind.RADIO, options=OUTCOMES),
                    Field("attended", N_("Wie waren erbij?"), Kind.TICKS, options=PRESENT),
                    Field("others", N_("Namen van wie nog meer erbij waren"), Kind.TEXT, optional=True, longest=300),
                    Field("agreements", N_("Wat is er afgesproken?"), Kind.LONG_TEXT, optional=True, hint=PRIVACY_HINT),
                    Field(
                        "talks",
                        N_("Kruis aan wat klopt"),
                        Kind.TICKS,
                        optional=True,
                        options=(Option("apart", N_("Ik sprak klager en beklaagde apart van elkaar")),),
                    ),
                ),
            ),
            N_("Uitkomst vastgelegd."),
            on="on",
            codes=("outcome", "attended"),
            told=("others", "agreements"),
            flags=(Flag("talks", "apart", "apart"),),
            begins=(
                ("on", held_on),
                ("attended", planned_code("attends", _BOTH)),
                ("others", planned_words("others")),
            ),
        ),
        StepForm(
            Action.RECORD_NO_CONVERSATION,
            N_("Gesprek niet gelukt"),
            Form(
                "step.record_no_conversation",
                N_("Geen gesprek"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer bleek dat het niet lukt?")),
                    Field("reason", N_("Waarom lukt het niet?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),
                ),
                intro=N_("De klager houdt alle rechten. Na een kort verslag kan de klacht naar de commissie."),
            ),
            N_("Vastgelegd: er komt geen gesprek."),
            on="on",
            told=("reason",),
        ),
        StepForm(
            Action.SOLVE_WITHOUT_CONVERSATION,
            N_("Opgelost zonder gesprek"),
            Form(
                "step.solve_without_conversation",
                N_("Zonder gesprek opgelost"),
                N_("Vastleggen"),
                (
                    when(N_("Wanneer was het opgelost?")),
                    Field("agreements", N_("Wat is er afgesproken?"), Kind.LONG_TEXT, hint=PRIVACY_HINT),
                ),
                intro=N_("De bevestiging aan de klager en het gesprek met de beklaagde blijven nodig."),
            ),
            N_("Vastgelegd: opgelost zonder gesprek."),
            on="on",
            told=("agreements",),
        ),
        StepForm(
            Action.WRITE_REPORT,
            N_("Verslag schrijven"),
            Form(
                "step.write_report",
                N_("Verslag schrijven"),
                N_("Opslaan"),
                (
                    Field(
                        "report",
                        N_("Verslag"),
                        Kind.LONG_TEXT,
                        optional=True,
                        hint=N_(
                            "Klager en beklaagde lezen dit allebei. Schrijf alleen op wat voor de klacht nodig is."
                        ),
                    ),
                    Field(
                        "report_more",
                        N_("Vervolg van het verslag"),
                        Kind.LONG_TEXT,
                        optional=True,
                        hint=N_("Past het zo niet? Voeg het verslag dan toe als bestand."),
                    ),
                    Field(
                        "kept",
                        N_("Kruis aan wat klopt"),
                        Kind.TICKS,
                        optional=True,
                        options=(Option("file", N_("Het verslag staat als bestand in het dossier")),),
                    ),
                ),
                intro=N_("Tot het verslag weg is, kun je het aanpassen. Wat je het laatst opslaat, geldt."),
            ),
            N_("Verslag opgeslagen."),
            told=("report", "report_more"),
            flags=(Flag("kept", "file", "report", "file"),),
            begins=(("report", report("report")), ("report_more", report("report_more"))),
        ),
    ),
)
