"""The form of "Bewaren bij een klacht" (R19); its cases and files are filled in when it opens (``keep_listeners``)."""

from __future__ import annotations

from klachtbot.slack.fields import Field, Kind
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.options import DOCUMENT_KINDS, WITHOUT_SHIELDED
from klachtbot.slack.texts import N_

KEEP = Form(
    "keep_message",
    N_("Bewaren bij een klacht"),
    N_("Toevoegen"),
    (
        Field("case", N_("Bij welke klacht?"), Kind.CHOICE),
        Field(
            "files",
            N_("Welke bestanden?"),
            Kind.TICKS,
            hint=N_("In Slack blijft het bericht staan. Haal het daarna weg, als dat kan."),
        ),
        Field("kind", N_("Wat is het?"), Kind.CHOICE, options=DOCUMENT_KINDS),
        Field(
            "reading",
            N_("Mag de beklaagde dit lezen?"),
            Kind.RADIO,
            options=WITHOUT_SHIELDED,
            hint=N_("Is er een afgeschermde versie? Kies dan bij de klacht: Stuk toevoegen."),
        ),
        Field("reason", N_("Waarom niet?"), Kind.TEXT, optional=True, longest=500, hint=PRIVACY_HINT),
    ),
)
