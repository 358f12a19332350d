"""May the committee have the dossier: only with consent, and from who may give it."""

from __future__ import annotations

import pytest

from klachtbot.domain.model import Action, Json
from klachtbot.domain.sharing import Lacks, kept_back
from tests.domain.histories import referred

A = Action


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        pytest.param((), Lacks.CONSENT, id="nobody asked"),
        pytest.param((True,), None, id="yes"),
        pytest.param((False,), Lacks.WILL, id="no"),
        pytest.param((True, False), Lacks.WILL, id="yes, and then no"),
        pytest.param((False, True), None, id="no, and then yes"),
    ],
)
def test_the_committee_has_it_with_the_consent_that_was_said_last(said: tuple[bool, ...], lacks: Lacks | None) -> None:
    story = referred()

    for consent in said:
        story = story.then(A.SUPPLEMENT, consent=consent)

    assert kept_back(story.complaint) is lacks


@pytest.mark.parametrize(
    ("codes", "lacks"),
    [
        pytest.param({"representative_kind": "authorised"}, Lacks.AUTHORISATION, id="authorised, nobody saw"),
        pytest.param(
            {"representative_kind": "authorised", "authorisation": "asked"}, Lacks.AUTHORISATION, id="asked for"
        ),
        pytest.param({"representative_kind": "authorised", "authorisation": "seen"}, None, id="seen"),
        pytest.param({"representative_kind": "parent"}, None, id="a parent"),
        pytest.param(
            {"representative_kind": "parent", "authorisation": "asked"}, Lacks.AUTHORISATION, id="parent asked"
        ),
    ],
)
def test_a_missing_authorisation_keeps_the_dossier_here(codes: dict[str, Json], lacks: Lacks | None) -> None:
    story = referred().then(A.SUPPLEMENT, consent=True)

    story = story.then(A.SUPPLEMENT, said=codes)

    assert kept_back(story.complaint) is lacks
