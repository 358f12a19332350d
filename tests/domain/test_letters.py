"""The letters of a dossier: which are owed, to whom, and how each stands."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.letters import (
    DISPATCHES,
    Audience,
    Standing,
    letters,
    under_way,
)
from klachtbot.domain.model import Action, Complaint, Notice, Respondent
from klachtbot.domain.owed_letters import owed_letters
from klachtbot.domain.procedure import PROCEDURE
from klachtbot.domain.readers import passed_over, recipients
from tests.domain.histories import (
    Story,
    acknowledged,
    chosen,
    contacted,
    heard_out,
    hearing_held,
    informed,
    letter,
    lettered,
    planned,
    referred,
    registered,
    ruled,
    underway,
    unsettled,
)

A = Action
TWO = (Respondent("r1"), Respondent("r2"))


def test_a_letter_that_is_prepared_has_still_to_go() -> None:
    story = underway()

    (one,) = letters(story.complaint)

    assert (one.ref, one.standing, one.open, one.sent_on) == ("b1", Standing.PREPARED, True, None)


def test_a_letter_is_sent_on_the_day_it_was_posted() -> None:
    story = underway().then(A.RECORD_LETTER_SENT, subject="b1", on=date(2026, 11, 5))

    (one,) = letters(story.complaint)

    assert (one.standing, one.sent_on, one.open) == (Standing.SENT, date(2026, 11, 5), False)


def test_a_letter_that_was_refused_can_go_by_post() -> None:
    story = underway().then(A.RECORD_LETTER_REFUSED, subject="b1").then(A.RESEND_LETTER, subject="b1")

    (one,) = letters(story.complaint)

    assert (one.standing, one.means, one.code, one.tries) == (Standing.PREPARED, "post", "", 2)


def test_a_step_is_under_way_until_the_last_of_its_letters_is_sent() -> None:
    story = lettered(contacted(), Notice.ACKNOWLEDGEMENT, letter("b1"), letter("b2", "representative"))

    half = story.then(A.RECORD_LETTER_SENT, subject="b1").complaint
    whole = story.then(A.RECORD_LETTER_SENT, subject="b2").complaint

    assert [one.ref for one in under_way(half, A.ACKNOWLEDGE)] == ["b1", "b2"]
    assert under_way(whole, A.ACKNOWLEDGE) == ()


def test_the_representative_gets_the_letters_when_that_was_agreed() -> None:
    alone = registered(letters_to="representative").complaint
    both = registered(letters_to="both").complaint

    assert [one.audience for one in recipients(alone, Notice.ACKNOWLEDGEMENT)] == [Audience.REPRESENTATIVE]
    assert [one.ref for one in recipients(both, Notice.ACKNOWLEDGEMENT)] == ["complainant", "representative"]


def test_a_complainant_who_is_not_known_gets_no_letter() -> None:
    story = registered(complainant_known=False).then(A.INFORM_RESPONDENT, subject="r1")

    assert recipients(story.complaint, Notice.ACKNOWLEDGEMENT) == ()
    assert [one.ref for one in recipients(story.complaint, Notice.REPORT_SETTLED)] == ["r1"]


def test_each_respondent_gets_an_invitation_and_a_notification_only_their_own() -> None:
    story = registered(respondents=TWO)
    story = story.then(A.INFORM_RESPONDENT, subject="r1").then(A.INFORM_RESPONDENT, subject="r2")

    invited = recipients(story.complaint, Notice.CONVERSATION_INVITATION)
    notified = recipients(story.complaint, Notice.NOTIFICATION, "r2")

    assert [one.ref for one in invited] == ["complainant", "r1", "r2"]
    assert [one.ref for one in notified] == ["r2"]


@pytest.mark.parametrize("notice", [one for one, row in DISPATCHES.items() if row.respondents and not row.only])
def test_no_letter_goes_to_a_respondent_before_a_person_told_them(notice: Notice) -> None:
    unknowing = registered(respondents=TWO).complaint
    knowing = registered(respondents=TWO).then(A.INFORM_RESPONDENT, subject="r2").complaint

    assert {one.ref for one in recipients(unknowing, notice)} <= {"complainant"}
    assert {one.ref for one in recipients(knowing, notice)} - {"complainant"} == {"r2"}


@pytest.mark.parametrize("way", [A.REFER, A.RECEIVE_DIRECTLY])
def test_the_choice_for_the_committee_owes_a_referral_and_the_dossier_each_until_it_is_prepared(way: Action) -> None:
    story = chosen("committee") if way is A.REFER else unsettled()
    before = owed(story)
    cause = story.then(way, on=date(2026, 11, 17)).complaint.version

    referred = owed(story)
    told = owed(lettered(story, Notice.REFERRAL, letter("b1"), letter("b2", "r1"), cause=cause))
    after = owed(lettered(story, Notice.DOSSIER, letter("b3", "committee"), cause=cause))

    assert referred - before == {Notice.REFERRAL, Notice.DOSSIER}
    assert told - before == {Notice.DOSSIER}
    assert after == before
    assert [one.ref for one in recipients(story.complaint, Notice.REFERRAL)] == ["complainant", "r1"]
    assert [one.ref for one in recipients(story.complaint, Notice.DOSSIER)] == ["committee"]


def test_of_two_letters_after_one_step_one_may_be_left_out() -> None:
    story = referred()

    after = story.then(A.SKIP_LETTERS, cause=story.complaint.version, notice=Notice.REFERRAL.value)

    assert {Notice.REFERRAL, Notice.DOSSIER} & owed(after) == {Notice.DOSSIER}


def test_a_dossier_that_was_given_up_to_be_written_anew_is_owed_again_and_no_referral_with_it() -> None:
    story = referred()
    cause = story.complaint.version
    story = lettered(story, Notice.REFERRAL, letter("b1"), cause=cause)
    story = lettered(story, Notice.DOSSIER, letter("b2", "committee"), cause=cause)

    before = owed(story)

    anew = owed(story.then(A.DROP_LETTER, subject="b2", anew=True))

    assert anew == before | {Notice.DOSSIER}


def test_a_referral_is_no_news_any_more_after_the_hearing_nor_the_dossier_after_the_ruling() -> None:
    assert {Notice.REFERRAL, Notice.DOSSIER} & owed(hearing_held()) == {Notice.DOSSIER}
    assert {Notice.REFERRAL, Notice.DOSSIER} & owed(ruled()) == set()


def test_who_was_not_told_yet_is_passed_over_and_named_while_they_can_be_told() -> None:
    story = registered(respondents=TWO).then(A.INFORM_RESPONDENT, subject="r2")
    before = passed_over(story.complaint, Notice.CONVERSATION_INVITATION)
    to_the_complainant = passed_over(story.complaint, Notice.ACKNOWLEDGEMENT)

    after = passed_over(story.then(A.WITHDRAW).complaint, Notice.WITHDRAWAL)

    assert (before, to_the_complainant, after) == (("r1",), (), ())


def test_of_a_withdrawal_hears_only_the_respondent_who_knew_of_the_complaint() -> None:
    unknowing = acknowledged().then(A.WITHDRAW).complaint
    knowing = informed().then(A.WITHDRAW).complaint

    assert [one.ref for one in recipients(unknowing, Notice.WITHDRAWAL)] == ["complainant"]
    assert [one.ref for one in recipients(knowing, Notice.WITHDRAWAL)] == ["complainant", "r1"]


def test_a_letter_is_owed_after_a_step_until_it_is_prepared() -> None:
    story = acknowledged().then(A.INFORM_RESPONDENT, subject="r1")
    cause = story.complaint.version

    before = owed_letters(story.complaint)
    after = owed_letters(lettered(story, Notice.NOTIFICATION, letter("b1", "r1"), cause=cause).complaint)

    assert [(one.notice, one.cause, one.about) for one in before] == [(Notice.NOTIFICATION, cause, "r1")]
    assert after == ()


def test_a_letter_is_no_longer_owed_once_somebody_said_why_not() -> None:
    story = acknowledged().then(A.INFORM_RESPONDENT, subject="r1")

    after = story.then(A.SKIP_LETTERS, cause=story.complaint.version).complaint

    assert owed_letters(after) == ()


def test_who_was_never_invited_is_invited_for_the_new_day_only() -> None:
    story = planned().then(A.MOVE_CONVERSATION)

    owed = [one for one in owed_letters(story.complaint) if one.notice is not Notice.NOTIFICATION]

    assert [(one.notice, one.cause) for one in owed] == [(Notice.CONVERSATION_INVITATION, story.complaint.version)]


def test_who_was_invited_hears_of_the_change() -> None:
    story = planned()
    lettered(story, Notice.CONVERSATION_INVITATION, letter("b1"), cause=story.complaint.version)

    moved = story.then(A.MOVE_CONVERSATION).complaint

    assert Notice.CONVERSATION_CHANGE in [one.notice for one in owed_letters(moved)]


def test_an_appointment_nobody_heard_of_is_called_off_in_silence() -> None:
    story = planned().then(A.CANCEL_CONVERSATION)

    assert [one.notice for one in owed_letters(story.complaint)] == [Notice.NOTIFICATION]


def test_a_new_officer_is_news_only_to_who_knew_the_old_one() -> None:
    unknown = registered().then(A.TAKE_OVER).complaint
    known = contacted().then(A.TAKE_OVER).complaint

    assert owed_letters(unknown) == ()
    assert [one.notice for one in owed_letters(known)] == [Notice.NEW_OFFICER]


def test_who_was_added_as_respondent_and_handled_it_is_followed_by_somebody_the_complainant_hears_of() -> None:
    moved = contacted().then(A.ADD_RESPONDENT, officer="marleen", supervised=True).complaint

    assert [one.notice for one in owed_letters(moved)] == [Notice.NEW_OFFICER]


def test_who_steps_back_from_another_s_case_is_no_news() -> None:
    story = contacted()

    after = story.then(A.STEP_BACK, officer=story.complaint.officer).complaint

    assert owed_letters(after) == ()


def invited_without(respondent: str) -> Story:
    """A conversation is planned and everybody who knows is invited; this respondent was told only after that."""
    story = contacted().then(A.ADD_RESPONDENT, respondents=[{"ref": respondent}]).then(A.ACKNOWLEDGE)
    story.then(A.INFORM_RESPONDENT, subject="r1").then(A.PLAN_CONVERSATION)
    lettered(
        story,
        Notice.CONVERSATION_INVITATION,
        letter("b1"),
        letter("b2", "r1"),
        cause=story.complaint.version,
    )
    return story.then(A.INFORM_RESPONDENT, subject=respondent)


def invitations(complaint: Complaint) -> list[tuple[str, list[str]]]:
    """About whom an invitation is owed, and to whom it goes."""
    owed = [one for one in owed_letters(complaint) if one.notice is Notice.CONVERSATION_INVITATION]
    return [(one.about, [to.ref for to in recipients(complaint, one.notice, one.about)]) for one in owed]


def test_who_is_told_after_the_others_were_invited_is_invited_too() -> None:
    story = invited_without("r2")

    before = invitations(story.complaint)
    cause = next(one.cause for one in owed_letters(story.complaint) if one.notice is Notice.CONVERSATION_INVITATION)
    after = lettered(story, Notice.CONVERSATION_INVITATION, letter("b3", "r2"), cause=cause).complaint

    assert before == [("r2", ["r2"])]
    assert invitations(after) == []


def test_who_is_told_after_the_others_heard_of_the_committee_hears_of_it_too() -> None:
    story = referred()
    cause = story.complaint.version
    lettered(story, Notice.REFERRAL, letter("b1"), letter("b2", "r1"), cause=cause)
    story.then(A.ADD_RESPONDENT).then(A.INFORM_RESPONDENT, subject="r9")

    before = [one.about for one in owed_letters(story.complaint) if one.notice is Notice.REFERRAL]
    after = owed(lettered(story, Notice.REFERRAL, letter("b3", "r9"), cause=cause))

    assert before == ["r9"]
    assert Notice.REFERRAL not in after


@pytest.mark.parametrize("action", [A.CANCEL_CONVERSATION, A.RECORD_CONVERSATION, A.WITHDRAW])
def test_nobody_is_invited_afterwards_to_what_is_off_or_over(action: Action) -> None:
    assert invitations(invited_without("r2").then(action).complaint) == []


def test_who_needs_no_invitation_afterwards_is_owed_none() -> None:
    story = invited_without("r2")
    cause = next(one.cause for one in owed_letters(story.complaint) if one.notice is Notice.CONVERSATION_INVITATION)

    assert invitations(story.then(A.SKIP_LETTERS, cause=cause).complaint) == []


def test_a_letter_that_was_given_up_to_be_written_anew_is_owed_to_its_reader_once_more() -> None:
    story = planned()
    cause = story.complaint.version
    lettered(story, Notice.CONVERSATION_INVITATION, letter("b1"), letter("b2", "r1"), cause=cause)
    story.then(A.DROP_LETTER, subject="b1", anew=True)

    before = invitations(story.complaint)
    after = lettered(story, Notice.CONVERSATION_INVITATION, letter("b3"), cause=cause).complaint

    assert before == [("complainant", ["complainant"])]
    assert invitations(after) == []


def test_a_letter_that_was_given_up_for_good_is_owed_no_more() -> None:
    story = planned()
    lettered(story, Notice.CONVERSATION_INVITATION, letter("b1"), cause=story.complaint.version)

    after = story.then(A.DROP_LETTER, subject="b1").complaint

    assert invitations(after) == []


def test_of_an_appointment_given_up_to_be_written_anew_only_the_last_word_is_owed() -> None:
    story = planned()
    lettered(story, Notice.CONVERSATION_INVITATION, letter("b1"), cause=story.complaint.version)
    moved = story.then(A.DROP_LETTER, subject="b1", anew=True).then(A.MOVE_CONVERSATION).complaint

    assert [about for about, _ in invitations(moved)] == [""]


def test_an_invitation_that_was_given_up_is_not_changed_but_written() -> None:
    story = planned()
    lettered(story, Notice.CONVERSATION_INVITATION, letter("b1"), cause=story.complaint.version)
    story.then(A.DROP_LETTER, subject="b1")

    moved = story.then(A.MOVE_CONVERSATION).complaint

    assert [one.notice for one in owed_letters(moved) if one.notice is not Notice.NOTIFICATION] == [
        Notice.CONVERSATION_INVITATION
    ]


def test_a_step_that_is_the_sending_of_a_letter_owes_none_afterwards() -> None:
    assert owed(unsettled()) == {Notice.NOTIFICATION}


def owed(story: Story) -> set[Notice]:
    return {one.notice for one in owed_letters(story.complaint)}


def test_nobody_is_invited_to_a_conversation_that_was_held() -> None:
    assert Notice.CONVERSATION_INVITATION in owed(planned())

    assert Notice.CONVERSATION_INVITATION not in owed(heard_out("settled"))


def test_once_a_complaint_has_ended_only_its_last_letter_is_owed() -> None:
    withdrawn = planned().then(A.WITHDRAW)

    assert owed(withdrawn) == {Notice.WITHDRAWAL}


def test_that_it_was_closed_is_not_written_any_more_once_it_was_opened_again() -> None:
    closed = chosen("no_step").then(A.CLOSE, on=date(2026, 11, 17))
    assert owed(closed) == {Notice.CLOSING}

    assert owed(closed.then(A.REOPEN, on=date(2026, 11, 18))) == set()
    assert Notice.REPORT_UNSETTLED in PROCEDURE[A.SEND_REPORT_UNSETTLED].notices
