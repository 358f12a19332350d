"""The steps that can be taken from a card, as rows: which form a step has, and where what was filled in is kept.

A new step in Slack is a new row in one of the modules here, each a part of the regulation.
"""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain.steps import COMMITTEE, PROCEDURE
from klachtbot.slack.absence_forms import ABSENCE_FORMS
from klachtbot.slack.forms import FORMS, Form
from klachtbot.slack.screens import search, seat
from klachtbot.slack.screens.setup_forms import SETUP_FORMS
from klachtbot.slack.steps import (
    case,
    committee,
    contact,
    ending,
    improvement,
    keeping,
    letters,
    panel,
    right,
    ruling,
    talk,
)
from klachtbot.slack.steps.keep import KEEP
from klachtbot.slack.steps.row import (
    ATTENDED,
    COLLEAGUE,
    DOCUMENT,
    FACT,
    HOLDER,
    ORGANISATION,
    SEAT,
    WHICH,
    WITHDRAWN,
    Group,
    StepForm,
)

__all__ = [
    "ALL_FORMS",
    "ATTENDED",
    "COLLEAGUE",
    "DOCUMENT",
    "FACT",
    "GROUPS",
    "HOLDER",
    "ORGANISATION",
    "OWN_STEPS",
    "SEAT",
    "STEPS",
    "WHICH",
    "WITHDRAWN",
    "Group",
    "StepForm",
]

GROUPS: tuple[Group, ...] = (
    contact.GROUP,
    talk.GROUP,
    ending.GROUP,
    panel.GROUP,
    committee.GROUP,
    ruling.GROUP,
    improvement.GROUP,
    case.GROUP,
    right.GROUP,
    keeping.GROUP,
)
"""The steps as they stand together in the list of a card: first what the regulation asks, in its order."""

STEPS: Mapping[str, StepForm] = {row.name: row for group in (*GROUPS, letters.GROUP) for row in group.rows}
"""The steps one can take from a card, or from a letter on it, by name. A name is that of its action, but for further
forms of that action."""

OWN_STEPS = frozenset(
    action for action, step in PROCEDURE.items() if step.roles <= COMMITTEE and step.rule != "R13" and action in STEPS
)
"""What those of the committee do themselves, besides answering whether they are involved."""

ALL_FORMS: Mapping[str, Form] = {
    **FORMS,
    **ABSENCE_FORMS,
    **SETUP_FORMS,
    search.FORM.name: search.FORM,
    KEEP.name: KEEP,
    **{form.name: form for form in (seat.CONFIRM_FORM, seat.DECLARE_FORM, seat.SURE_FORM)},
    **{form.name: form for form in (improvement.DONE_FORM, ruling.FINAL_FORM)},
    **{row.form.name: row.form for row in STEPS.values()},
}
"""Every form there is, by its callback_id."""
