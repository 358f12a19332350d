"""Recorded for a member (namens): what a form of the committee asks besides, of who records it for them.

The step is the same, and so is its form: only who it is for, how they told it and what proves it are asked as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from klachtbot.domain.model import Json, Seat
from klachtbot.domain.steps import CHAIR, PROCEDURE, About
from klachtbot.slack.fields import Field, Kind, Value
from klachtbot.slack.forms import Form
from klachtbot.slack.steps.options import MEANS
from klachtbot.slack.steps.row import DOCUMENT, ON, SEAT, StepForm, when
from klachtbot.slack.texts import N_

_FOR = Field(SEAT, N_("Namens wie leg je dit vast?"), Kind.CHOICE)
_MEANS = Field("means", N_("Hoe kwam het bericht?"), Kind.CHOICE, options=MEANS)
_WHEN = when(N_("Wanneer kwam het bericht?"))
_PROOF = Field(DOCUMENT, N_("Welk stuk hoort erbij?"), Kind.CHOICE, optional=True)
_REQUIRED = replace(_PROOF, optional=False, hint=N_("Voeg de brief of mail eerst toe bij 'Stuk toevoegen'."))

NAMENS = N_("Je legt dit vast namens de commissie.")


def form(row: StepForm) -> Form:
    """The form of this step for who records it for a member. A field the step has of its own is not asked twice."""
    step = PROCEDURE[row.action]
    proof = _REQUIRED if DOCUMENT in step.behalf_says else _PROOF
    own = tuple(
        proof if one.key == DOCUMENT and not proof.optional else one
        for one in row.form.fields
        if one.key not in row.only_own
    )
    asked = (*((_FOR,) if fixed(row, "") == "" and step.about is not About.SEAT else ()), _MEANS)
    asked += () if row.on else (_WHEN,)
    keys = {one.key for one in own}
    return replace(row.form, fields=(*own, *asked, *(() if DOCUMENT in keys else (proof,))))


def fixed(row: StepForm, subject: str) -> str:
    """For whom it is recorded, when that can be one seat only; "" when somebody chooses."""
    step = PROCEDURE[row.action]
    if step.about is About.SEAT:
        return subject
    return Seat.CHAIR.value if step.roles == CHAIR else ""


def asks(row: StepForm) -> bool:
    """Whether this form asks it; those that say so themselves are left as they are."""
    return bool(PROCEDURE[row.action].behalf) and all(one.key != _MEANS.key for one in row.form.fields)


def was_asked(row: StepForm, state: Mapping[str, Any]) -> bool:
    """Whether the form that was sent in asked it."""
    return _MEANS.key in state and asks(row)


def begin(today: date) -> dict[str, Value]:
    """What stands in these fields when the form opens."""
    return {SEAT: Seat.CHAIR.value, ON: today}


def said(row: StepForm, subject: str, values: Mapping[str, Value]) -> dict[str, Json]:
    """What was filled in, as attributes of the entry."""
    codes = {key: str(values[key]) for key in (_MEANS.key, DOCUMENT) if values.get(key)}
    return {**codes, SEAT: fixed(row, subject) or str(values.get(SEAT) or "")}
