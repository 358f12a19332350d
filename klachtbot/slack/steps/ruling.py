"""Deliberation after the hearing, a second hearing, and the ruling (R17, R18).

As all forms of the committee they suit who takes the step and who records it for a member: they address nobody.
"""

from __future__ import annotations

from klachtbot.domain.model import Action
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.begin import always
from klachtbot.slack.steps.committee import (
    HEARING,
    HEARING_CODES,
    HEARING_FLAGS,
    HEARING_TOLD,
    HELD,
    HELD_BEGINS,
    HELD_CODES,
    HELD_TOLD,
)
from klachtbot.slack.steps.row import DOCUMENT, Group, StepForm, when
from klachtbot.slack.texts import N_
from klachtbot.usecases.documents import SUFFIXES

REASONS, MORE, ADVICE, FILE = "reasons", "reasons_more", "recommendation", "file"

RULINGS = (
    Option("upheld", N_("Gegrond: de commissie vindt de klacht terecht")),
    Option("dismissed", N_("Ongegrond: de commissie vindt de klacht niet terecht")),
)

RULE = StepForm(
    Action.RULE,
    N_("Uitspraak doen"),
    Form(
        "step.rule",
        N_("Uitspraak doen"),
        N_("Verder"),
        (
            Field(
                "ruling",
                N_("Wat is de uitspraak?"),
                Kind.RADIO,
                options=RULINGS,
                hint=N_("Is één punt van de klacht terecht? Dan is de klacht gegrond."),
            ),
            Field(
                REASONS,
                N_("Wat zijn de redenen?"),
                Kind.LONG_TEXT,
                optional=True,
                hint=N_("Redenen zijn nodig. Schrijf ze hier, of kies hieronder een bestand of een stuk."),
            ),
            Field(MORE, N_("Vervolg van de redenen"), Kind.LONG_TEXT, optional=True),
            Field(FILE, N_("Of voeg de redenen toe als bestand"), Kind.FILES, optional=True, most=1, endings=SUFFIXES),
            Field(DOCUMENT, N_("Of kies een stuk dat er al is"), Kind.CHOICE, optional=True),
            Field(
                ADVICE,
                N_("Wat is het advies?"),
                Kind.LONG_TEXT,
                optional=True,
                hint=N_("Alleen bij gegrond. Hoe kan de organisatie dit voortaan voorkomen?"),
            ),
        ),
        intro=N_("Hierna is alles nog één keer te lezen. Pas dan staat de uitspraak vast."),
    ),
    N_("De uitspraak staat vast."),
    codes=("ruling", DOCUMENT),
    told=(REASONS, MORE, ADVICE),
    only_own=(REASONS, MORE, FILE),
)

FINAL_FORM = Form("rule_final", N_("Klopt dit zo?"), N_("Definitief maken"), ())
"""The second view: what was written, to read once more; sent in it is final."""

GROUP = Group(
    N_("Beraad en uitspraak"),
    (
        StepForm(
            Action.RECORD_CLOSING_DELIBERATION,
            N_("Beraad vastleggen"),
            Form(
                "step.record_closing_deliberation",
                N_("Beraad"),
                N_("Vastleggen"),
                (when(N_("Wanneer was het beraad?")),),
                intro=N_("Alleen de dag wordt vastgelegd. Wat er is besproken, blijft bij de commissie."),
            ),
            N_("Beraad vastgelegd. Nu volgt de uitspraak."),
            on="on",
        ),
        StepForm(
            Action.PLAN_SECOND_HEARING,
            N_("Tweede zitting plannen"),
            Form(
                "step.plan_second_hearing",
                N_("Tweede zitting"),
                N_("Plannen"),
                (
                    Field(
                        "missing",
                        N_("Wat moet de commissie nog weten?"),
                        Kind.LONG_TEXT,
                        hint=N_("Beide partijen lezen dit in de uitnodiging."),
                    ),
                    *HEARING,
                ),
                intro=N_("Er zijn ten hoogste twee zittingen. Beide partijen krijgen een uitnodiging."),
            ),
            N_("Tweede zitting gepland. De behandelaar verstuurt de uitnodigingen."),
            codes=HEARING_CODES,
            told=("missing", *HEARING_TOLD),
            flags=HEARING_FLAGS,
            begins=(("minutes", always("60")),),
        ),
        StepForm(
            Action.CANCEL_SECOND_HEARING,
            N_("Tweede zitting afzeggen"),
            Form(
                "step.cancel_second_hearing",
                N_("Zitting afzeggen"),
                N_("Afzeggen"),
                (Field("reason", N_("Waarom?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),),
                intro=N_("Daarna kan de commissie uitspraak doen, of een andere dag kiezen."),
            ),
            N_("Tweede zitting afgezegd."),
            told=("reason",),
        ),
        StepForm(
            Action.RECORD_SECOND_HEARING,
            N_("Tweede zitting vastleggen"),
            Form(
                "step.record_second_hearing",
                N_("Tweede zitting"),
                N_("Vastleggen"),
                (when(N_("Wanneer was de zitting?")), *HELD),
            ),
            N_("Tweede zitting vastgelegd. Nu volgt het beraad van de commissie."),
            on="on",
            codes=HELD_CODES,
            told=HELD_TOLD,
            begins=HELD_BEGINS,
        ),
        RULE,
        StepForm(
            Action.AGREE_WITH_RULING,
            N_("Eens met de uitspraak"),
            Form(
                "step.agree_with_ruling",
                N_("Eens met de uitspraak"),
                N_("Ja, eens"),
                (),
                intro=N_("Niet eens, of een vraag? Neem contact op met de voorzitter. De uitspraak blijft gelden."),
            ),
            N_("Vastgelegd: dit lid is het eens met de uitspraak."),
        ),
    ),
)

ACTIONS = frozenset(row.action for row in GROUP.rows)
"""What members do themselves."""
