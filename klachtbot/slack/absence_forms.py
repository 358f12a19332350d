"""The forms about absence (R3): from, until or open, and recurring days off. No field asks why."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import Form
from klachtbot.slack.texts import N_

WEEKDAYS = (N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"))

GONE = "gone"
"""The tick that takes an absence away."""

_FIRST = Field("first", N_("Eerste dag"), Kind.DAY)
_LAST = Field("last", N_("Laatste dag"), Kind.DAY, optional=True, hint=N_("Weet je dat nog niet? Laat dit dan leeg."))
_NO_REASON = N_("Waarom iemand afwezig is, vragen en bewaren we niet.")

ENTER = Form(
    "absence",
    N_("Afwezig melden"),
    N_("Vastleggen"),
    (Field("whose", N_("Wie is er afwezig?"), Kind.CHOICE), _FIRST, _LAST),
    intro=_NO_REASON,
)
CHANGE = Form(
    "absence_change",
    N_("Afwezigheid wijzigen"),
    N_("Vastleggen"),
    (
        _FIRST,
        _LAST,
        Field(
            GONE,
            N_("Gaat dit niet door, of is het al voorbij?"),
            Kind.TICKS,
            optional=True,
            options=(Option(GONE, N_("Haal deze afwezigheid weg")),),
        ),
    ),
)
WEEKLY = Form(
    "absence_weekly",
    N_("Vaste vrije dagen"),
    N_("Vastleggen"),
    (
        Field(
            "weekdays",
            N_("Welke dagen zijn altijd vrij?"),
            Kind.TICKS,
            optional=True,
            options=tuple(Option(str(day), label) for day, label in enumerate(WEEKDAYS)),
        ),
    ),
    intro=N_("Op deze dagen nemen collega's waar. De termijnen lopen gewoon door."),
)

ABSENCE_FORMS: Mapping[str, Form] = {form.name: form for form in (ENTER, CHANGE, WEEKLY)}
