"""Private channels, as Slack has them: names, who can be invited, what is pinned, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.practice import harness
from tests.practice.harness import ANNA, BRAM, MANIFEST, Practice, refused


def made(client: WebClient, name: str = "klacht-2026-007") -> str:
    return str(client.conversations_create(name=name, is_private=True)["channel"]["id"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("Klacht", "invalid_name_specials", id="capitals"),
        pytest.param("klacht 7", "invalid_name_specials", id="a space"),
        pytest.param("k" * 81, "invalid_name_maxlength", id="81 characters"),
        pytest.param("--", "invalid_name_punctuation", id="only hyphens"),
        pytest.param("", "invalid_name_required", id="nothing"),
        pytest.param("team", "name_taken", id="of a public channel"),
        pytest.param("geheim", "name_taken", id="of a private channel the app is not in"),
    ],
)
def test_a_name_that_slack_does_not_take_says_why(practice: Practice, name: str, code: str) -> None:
    client = practice.client()

    answer = refused(lambda: client.conversations_create(name=name, is_private=True))

    assert answer["error"] == code


def test_an_archived_channel_keeps_its_name_and_takes_no_message(practice: Practice) -> None:
    client = practice.client()
    channel = made(client)

    client.conversations_archive(channel=channel)

    assert refused(lambda: made(client))["error"] == "name_taken"
    assert refused(lambda: client.chat_postMessage(channel=channel, text="Hoi"))["error"] == "is_archived"


def guest(practice: Practice) -> None:
    practice.workspace.users[BRAM].is_restricted = practice.workspace.users[BRAM].is_ultra_restricted = True


@pytest.mark.parametrize(
    ("who", "code"),
    [
        pytest.param("U0PRACTICE", "cant_invite_self", id="itself"),
        pytest.param("U0GONE", "cant_invite", id="who is deactivated"),
        pytest.param("U0NOBODY", "user_not_found", id="nobody"),
        pytest.param(BRAM, "ura_max_channels", id="a guest of one channel, who is in another"),
    ],
)
def test_who_cannot_be_invited_is_named_with_the_reason(practice: Practice, who: str, code: str) -> None:
    guest(practice)
    client = practice.client()
    channel = made(client)

    answer = refused(lambda: client.conversations_invite(channel=channel, users=[ANNA, who]))

    assert (answer["error"], answer["errors"]) == (code, [{"user": who, "ok": False, "error": code}])
    assert client.conversations_members(channel=channel)["members"] == ["U0PRACTICE"]


def test_who_is_in_already_is_said_to_be(practice: Practice) -> None:
    client = practice.client()
    channel = made(client)
    client.conversations_invite(channel=channel, users=ANNA)

    again = refused(lambda: client.conversations_invite(channel=channel, users=ANNA))

    assert again["error"] == "already_in_channel"


def test_only_who_is_in_it_sees_a_private_channel(practice: Practice) -> None:
    client = practice.client()
    channel = made(client)
    client.conversations_invite(channel=channel, users=ANNA)
    client.conversations_invite(channel=channel, users=BRAM)

    client.conversations_kick(channel=channel, user=BRAM)

    seen = practice.driver.look(lambda w: {who: [c.id for c in w.channels_of(who)] for who in (ANNA, BRAM)})
    assert channel in seen[ANNA]
    assert channel not in seen[BRAM]


def test_the_app_hears_who_joined(practice: Practice) -> None:
    heard: list[dict[str, Any]] = []
    practice.app.event("member_joined_channel")(lambda event: heard.append(event))
    practice.connect()
    client = practice.client()
    channel = made(client)
    client.conversations_invite(channel=channel, users=ANNA)

    practice.anna.say("/invite @bram", channel=channel)

    practice.driver.until(lambda _: True if len(heard) == 2 else None, "the app to hear of both")
    assert [(one["user"], one["inviter"], one["channel_type"]) for one in heard] == [
        (ANNA, "U0PRACTICE", "G"),
        (BRAM, ANNA, "G"),
    ]


def test_what_is_pinned_and_bookmarked_stands_there_once_and_the_topic_is_the_last_one(practice: Practice) -> None:
    client = practice.client()
    channel = made(client)
    ts = client.chat_postMessage(channel=channel, text="Stukken")["ts"]
    link = client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]

    client.pins_add(channel=channel, timestamp=ts)
    client.bookmarks_add(channel_id=channel, title="Stukken", type="link", link=link)
    client.conversations_setTopic(channel=channel, topic="zitting uiterlijk di 8 dec")

    assert refused(lambda: client.pins_add(channel=channel, timestamp=ts))["error"] == "already_pinned"
    assert [one["link"] for one in client.bookmarks_list(channel_id=channel)["bookmarks"]] == [link]
    [found] = client.users_conversations(types="private_channel")["channels"]
    assert (found["id"], found["creator"], found["topic"]["value"]) == (
        channel,
        "U0PRACTICE",
        "zitting uiterlijk di 8 dec",
    )


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        pytest.param("groups:write", made, id="conversations.create"),
        pytest.param("groups:read", lambda c: c.conversations_members(channel="C1"), id="conversations.members"),
        pytest.param("pins:write", lambda c: c.pins_add(channel="C1", timestamp="1.0"), id="pins.add"),
        pytest.param(
            "bookmarks:write", lambda c: c.bookmarks_add(channel_id="C1", title="A", type="link"), id="bookmarks.add"
        ),
    ],
)
def test_a_method_without_its_scope_says_which_one(scope: str, call: Any) -> None:
    with harness.practice(replace(MANIFEST, scopes=MANIFEST.scopes - {scope})) as poorer:
        answer = refused(lambda: call(poorer.client()))

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
