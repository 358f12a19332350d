"""The letters of the committee's procedure: who gets the dossier, the invitations and the ruling, and who does not."""

from __future__ import annotations

import pytest

from klachtbot.domain.letters import Audience
from klachtbot.domain.model import Action, Json, Notice, PersonId, Respondent
from klachtbot.domain.owed_letters import OwedLetter, owed_letters
from klachtbot.domain.readers import recipients
from tests.domain.histories import (
    OFFICIAL,
    Story,
    composed,
    deliberated,
    hearing_held,
    letter,
    lettered,
    ruled,
)

A, N = Action, Notice
ALL = frozenset({"chair", "partner_member", "municipal_official", "secretary"})
PARTNER = frozenset({"partner_member"})
SECOND: dict[str, Json] = {"ref": "r2", "person": None, "organisation": ""}


def owed(story: Story, *notices: Notice, outside: frozenset[str] = ALL) -> list[OwedLetter]:
    return [one for one in owed_letters(story.complaint, outside) if one.notice in notices]


def to(story: Story, one: OwedLetter, outside: frozenset[str] = ALL) -> list[str]:
    found = recipients(story.complaint, one.notice, one.about, cause=one.cause, outside=outside)
    return [recipient.ref for recipient in found]


def brought(story: Story, *, outside: frozenset[str] = ALL) -> Story:
    """Every member outside Slack has the dossier."""
    for number, one in enumerate(owed(story, N.DOSSIER_TO_MEMBER, outside=outside), 70):
        lettered(story, N.DOSSIER_TO_MEMBER, letter(f"b{number}", one.about), cause=one.cause)
    return story


# R13 The dossier, to each at their own declaration


def test_r13_a_member_outside_slack_is_owed_the_dossier_at_their_own_declaration_and_not_before() -> None:
    story = composed().then(A.CONFIRM_PANEL)
    before = owed(story, N.DOSSIER_TO_MEMBER, outside=PARTNER)

    story.then(A.DECLARE_UNINVOLVED, subject="chair")
    others = owed(story, N.DOSSIER_TO_MEMBER, outside=PARTNER)
    story.then(A.DECLARE_UNINVOLVED, subject="partner_member")

    assert (before, others) == ([], [])
    [one] = owed(story, N.DOSSIER_TO_MEMBER, outside=PARTNER)
    assert (one.cause, one.about, to(story, one, PARTNER)) == (
        story.complaint.version,
        "partner_member",
        ["partner_member"],
    )


def test_r13_a_member_in_slack_is_owed_no_letter() -> None:
    story = hearing_held()

    assert owed(story, N.DOSSIER_TO_MEMBER, outside=frozenset()) == []


def test_r13_who_is_prepared_a_dossier_is_owed_it_no_more_and_a_successor_in_the_seat_is() -> None:
    story = brought(deliberated())
    done = owed(story, N.DOSSIER_TO_MEMBER)
    seats: dict[str, Json] = {"chair": "other", "partner_member": "partner", "municipal_official": OFFICIAL}

    story.then(A.DECLARE_INVOLVED, subject="chair").then(A.COMPOSE_PANEL, seats=seats).then(A.CONFIRM_PANEL)
    left = owed(story, N.DOSSIER_TO_MEMBER)
    story.then(A.DECLARE_UNINVOLVED, subject="chair", by=PersonId("other"))

    assert (done, left) == ([], [])
    assert [one.about for one in owed(story, N.DOSSIER_TO_MEMBER)] == ["chair"]


def test_r13_a_member_who_leaves_is_owed_nothing_more() -> None:
    story = brought(deliberated()).then(A.DECLARE_INVOLVED, subject="chair").then(A.ADD_DOCUMENT, document="x7")

    [one] = owed(story, N.DOSSIER_SUPPLEMENT)

    assert "chair" not in to(story, one)


@pytest.mark.parametrize(
    ("action", "said"),
    [(A.ADD_DOCUMENT, {"document": "x7"}), (A.DELIVER_DOCUMENT, {"documents": ["x7"]})],
    ids=["added", "handed in"],
)
def test_r14_what_comes_in_after_the_dossier_is_owed_to_the_members_who_have_it_once(
    action: Action, said: dict[str, Json]
) -> None:
    story = brought(deliberated(), outside=PARTNER)
    story.then(A.REQUEST_DOCUMENT, holder="officer")
    story.then(action, subject="d1" if action is A.DELIVER_DOCUMENT else "", said=said)
    [one] = owed(story, N.DOSSIER_SUPPLEMENT)

    reached = to(story, one)
    sent: dict[str, Json] = {**letter("b90", "partner_member"), "enclosed": ["x7"]}
    lettered(story, N.DOSSIER_SUPPLEMENT, sent, cause=one.cause)

    assert reached == ["partner_member"]
    assert owed(story, N.DOSSIER_SUPPLEMENT) == []


def test_r14_a_version_for_respondents_is_nothing_new_to_a_member() -> None:
    story = brought(deliberated(), outside=PARTNER)

    story.then(A.ADD_DOCUMENT, document="black", reading="whole")
    story.then(A.ADD_DOCUMENT, document="x7", reading="shielded")
    [one] = owed(story, N.DOSSIER_SUPPLEMENT)
    lettered(story, N.DOSSIER_SUPPLEMENT, {**letter("b90", "partner_member"), "enclosed": ["x7"]}, cause=one.cause)

    assert owed(story, N.DOSSIER_SUPPLEMENT) == []


# R14 Documents that are asked for


@pytest.mark.parametrize(
    ("holder", "asked", "shared"),
    [
        ("officer", [], ["complainant", "r1"]),
        ("complainant", ["complainant"], ["r1"]),
        ("r1", ["r1"], ["complainant"]),
        ("other", ["d1"], ["complainant", "r1"]),
    ],
)
def test_r14_who_has_a_document_is_asked_and_both_parties_see_what_the_other_handed_in(
    holder: str, asked: list[str], shared: list[str]
) -> None:
    story = deliberated().then(A.REQUEST_DOCUMENT, holder=holder)
    requests = owed(story, N.DOCUMENT_REQUEST)

    reached = [ref for one in requests for ref in to(story, one)]
    story.then(A.DELIVER_DOCUMENT, subject="d1", documents=["x7"])

    assert reached == asked
    assert owed(story, N.DOCUMENT_REQUEST) == []
    [one] = owed(story, N.DOCUMENT_SHARED)
    assert to(story, one) == shared


def test_r14_who_has_a_document_and_is_no_party_is_a_reader_of_their_own() -> None:
    story = deliberated().then(A.REQUEST_DOCUMENT, holder="other")

    [one] = recipients(story.complaint, N.DOCUMENT_REQUEST, cause=story.complaint.version)

    assert one.audience is Audience.HOLDER


def test_r20_what_one_respondent_hands_in_no_other_hears_of() -> None:
    story = deliberated().then(A.ADD_RESPONDENT, said={"respondents": [SECOND]})
    story.then(A.INFORM_RESPONDENT, subject="r2").then(A.REQUEST_DOCUMENT, holder="r1")

    story.then(A.DELIVER_DOCUMENT, subject="d1", documents=["x7"])

    [one] = owed(story, N.DOCUMENT_SHARED)
    assert to(story, one) == ["complainant"]


# R16, R17 Hearings


def test_r16_both_parties_and_the_members_outside_slack_are_invited_in_one_action() -> None:
    story = deliberated().then(A.PLAN_HEARING)

    [one] = owed(story, N.HEARING_INVITATION)

    assert to(story, one) == ["complainant", "r1", "chair", "partner_member", "municipal_official", "secretary"]
    assert to(story, one, PARTNER) == ["complainant", "r1", "partner_member"]


def test_r16_of_a_hearing_that_is_moved_only_the_last_word_is_owed_and_none_once_it_was_held() -> None:
    story = deliberated().then(A.PLAN_HEARING).then(A.MOVE_HEARING)
    [one] = owed(story, N.HEARING_INVITATION)

    story.then(A.RECORD_HEARING)

    assert one.cause == story.complaint.version - 1
    assert owed(story, N.HEARING_INVITATION) == []


def test_r16_who_is_told_after_the_invitations_went_is_owed_their_own() -> None:
    story = deliberated().then(A.PLAN_HEARING)
    plan = story.complaint.version
    lettered(story, N.HEARING_INVITATION, letter("b80"), letter("b81", "r1"), cause=plan)

    story.then(A.ADD_RESPONDENT, said={"respondents": [SECOND]}).then(A.INFORM_RESPONDENT, subject="r2")

    assert owed(story, N.HEARING_INVITATION, outside=frozenset()) == [OwedLetter(N.HEARING_INVITATION, plan, "r2")]


def test_r16_a_member_who_is_not_let_into_the_channel_later_is_owed_the_invitation_after_all() -> None:
    story = deliberated().then(A.PLAN_HEARING)
    plan = story.complaint.version
    lettered(story, N.HEARING_INVITATION, letter("b80"), letter("b81", "r1"), cause=plan)

    found = owed(story, N.HEARING_INVITATION, outside=PARTNER)

    assert found == [OwedLetter(N.HEARING_INVITATION, plan, "partner_member")]


def test_r17_a_cancelled_second_hearing_owes_word_to_who_was_invited_and_to_nobody_else() -> None:
    story = hearing_held().then(A.RECORD_CLOSING_DELIBERATION).then(A.PLAN_SECOND_HEARING)
    lettered(story, N.SECOND_HEARING_INVITATION, letter("b80"), letter("b81", "chair"), cause=story.complaint.version)

    story.then(A.CANCEL_SECOND_HEARING)

    [one] = owed(story, N.SECOND_HEARING_CANCELLATION)
    assert to(story, one) == ["complainant", "chair"]


def test_r17_a_second_hearing_that_nobody_was_told_of_is_cancelled_without_a_letter() -> None:
    story = hearing_held().then(A.RECORD_CLOSING_DELIBERATION).then(A.PLAN_SECOND_HEARING)

    story.then(A.CANCEL_SECOND_HEARING)

    assert owed(story, N.SECOND_HEARING_INVITATION, N.SECOND_HEARING_CANCELLATION) == []


# R18 The ruling


def test_r18_the_ruling_is_for_both_parties_and_the_members_outside_slack_are_owed_a_copy() -> None:
    story = ruled()

    both = [one.ref for one in recipients(story.complaint, N.RULING, outside=ALL)]
    [copy] = owed(story, N.RULING_COPY, outside=PARTNER)

    assert both == ["complainant", "r1"]
    assert to(story, copy, PARTNER) == ["partner_member"]


def test_r18_a_respondent_nobody_told_of_the_complaint_gets_no_ruling() -> None:
    story = ruled().then(A.ADD_RESPONDENT, said={"respondents": [SECOND]})

    assert Respondent("r2") in story.complaint.respondents
    assert "r2" not in [one.ref for one in recipients(story.complaint, N.RULING)]


def test_ours_members_outside_slack_hear_that_a_complaint_was_withdrawn() -> None:
    story = deliberated().then(A.PLAN_HEARING).then(A.WITHDRAW)

    [one] = owed(story, N.WITHDRAWAL, outside=frozenset({"chair"}))

    assert to(story, one, frozenset({"chair"})) == ["complainant", "r1", "chair"]
