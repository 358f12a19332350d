"""What the bot says when something cannot be done: one plain sentence that tells how to go on."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain import errors
from klachtbot.domain.errors import Refusal
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block
from klachtbot.slack.desk import Say
from klachtbot.slack.texts import N_, Texts

REFUSALS: Mapping[type[Refusal], str] = {
    errors.NotFound: N_("Deze klacht is hier niet te vinden. Kijk het nummer na, bijvoorbeeld K-2026-001."),
    errors.Stale: N_(
        "Een collega heeft intussen iets vastgelegd bij deze klacht. Kopieer wat je typte, open de klacht opnieuw en "
        "kijk wat er nu staat."
    ),
    errors.StorageAway: N_(
        "Het opslaan lukt nu niet: de database antwoordt niet. Wat je typte blijft staan. Probeer het over een minuut "
        "nog eens; er wordt niets dubbel vastgelegd."
    ),
}


def refusal(found: Refusal, t: Texts) -> str:
    """The sentence for a refusal. Every kind has one; a test looks."""
    return t(REFUSALS[type(found)])


def late(t: Texts) -> str:
    return t("Het duurt langer dan normaal. Wacht even en probeer het nog eens; er wordt niets dubbel vastgelegd.")


def view_refused(t: Texts) -> str:
    return t("Slack kon het formulier niet openen. Probeer het nog eens.")


def bug(t: Texts, reference: str) -> str:
    return t(
        "Er ging iets mis aan onze kant. Er is niets vastgelegd. Probeer het nog eens. Blijft het misgaan? Geef dan "
        "code {reference} door aan de beheerder.",
        reference=reference,
    )


def view(t: Texts, said: Say) -> Block:
    """An answer to a button in a form or on the Home tab, as a small view."""
    return blocks.modal(t("Even opletten"), said.blocks or (blocks.say(said.text),), close=t("Sluiten"))
