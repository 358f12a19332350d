"""What a card says of who is concerned."""

from __future__ import annotations

from klachtbot.domain.model import Respondent
from klachtbot.locale import catalogue
from klachtbot.slack.screens import card
from klachtbot.slack.texts import Texts
from tests.domain.histories import TODAY, registered


def test_a_card_names_the_organisation_of_who_it_is_about() -> None:
    story = registered(respondents=(Respondent("r1", organisation="o1"), Respondent("r2")))

    shown = card.view(
        story.complaint,
        TODAY,
        Texts("nl", catalogue("nl")),
        lambda person: "",
        steps=(),
        organisations={"o1": "Stichting De Brug"},
    )

    assert "naam niet bekend (Stichting De Brug), naam niet bekend" in str(shown)
