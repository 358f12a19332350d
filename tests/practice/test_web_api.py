"""The Web API as the SDK calls it: who may, what it answers, and how it refuses."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import Any

import pytest

from tests.practice import harness
from tests.practice.harness import ANNA, MANIFEST, Practice, button, home, modal, refused, section


def test_the_app_learns_who_it_is(practice: Practice) -> None:
    answer = practice.client().auth_test()

    assert (answer["user_id"], answer["user"]) == ("U0PRACTICE", "klachtbot")


def test_a_call_without_a_token_is_not_authed(practice: Practice) -> None:
    assert refused(practice.client(token="").auth_test)["error"] == "not_authed"


def test_a_call_with_another_token_is_invalid_auth(practice: Practice) -> None:
    assert refused(practice.client(token="xoxb-of-somebody-else").auth_test)["error"] == "invalid_auth"


def test_the_bot_token_opens_no_socket(practice: Practice) -> None:
    client = practice.client()

    answer = refused(lambda: client.apps_connections_open(app_token=practice.workspace.bot_token))

    assert answer["error"] == "not_allowed_token_type"


def test_an_unknown_method_is_unknown(practice: Practice) -> None:
    assert refused(lambda: practice.client().api_call("klacht.doen"))["error"] == "unknown_method"


SCOPED = [
    pytest.param("chat:write", lambda c: c.chat_postMessage(channel=ANNA, text="Hoi"), id="chat.postMessage"),
    pytest.param("chat:write", lambda c: c.chat_delete(channel="D0ANNA", ts="1.000001"), id="chat.delete"),
    pytest.param("chat:write", lambda c: c.chat_update(channel="D0ANNA", ts="1.000001", text="Hoi"), id="chat.update"),
    pytest.param(
        "chat:write", lambda c: c.chat_postEphemeral(channel="C0TEAM", user=ANNA, text="Hoi"), id="chat.postEphemeral"
    ),
    pytest.param("im:write", lambda c: c.conversations_open(users=ANNA), id="conversations.open"),
    pytest.param("im:history", lambda c: c.conversations_history(channel="D0ANNA"), id="conversations.history"),
    pytest.param("users:read", lambda c: c.users_info(user=ANNA), id="users.info"),
]


@pytest.mark.parametrize(("scope", "call"), SCOPED)
def test_a_method_without_its_scope_in_the_manifest_says_which_one(scope: str, call: Any) -> None:
    poorer = replace(MANIFEST, scopes=MANIFEST.scopes - {scope})

    with harness.practice(poorer) as practice:
        answer = refused(lambda: call(practice.client()))

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert answer["provided"] == ",".join(sorted(poorer.scopes))


def test_reading_a_channel_needs_a_scope_the_app_does_not_have(practice: Practice) -> None:
    answer = refused(lambda: practice.client().conversations_history(channel="C0TEAM"))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


def test_a_message_arrives_in_the_direct_messages(practice: Practice) -> None:
    client = practice.client()
    channel = client.conversations_open(users=ANNA)["channel"]["id"]

    answer = client.chat_postMessage(channel=channel, text="Goedemorgen", blocks=[section("*Goedemorgen*")])

    said = practice.anna.dm()[-1]
    assert (said.ts, said.text, said.is_bot) == (answer["ts"], "Goedemorgen", True)


def test_a_form_encoded_call_is_understood_too(practice: Practice) -> None:
    client = practice.client()

    client.api_call("chat.postMessage", data={"channel": ANNA, "text": "Hoi", "blocks": json.dumps([section()])})

    assert practice.anna.dm()[-1].blocks[0]["text"]["text"] == "Hallo"


def test_message_ids_rise_while_the_clock_stands_still(practice: Practice) -> None:
    client = practice.client()

    sent = [client.chat_postMessage(channel=ANNA, text="Hoi")["ts"] for _ in range(3)]

    assert sent == ["1796720400.000000", "1796720400.000001", "1796720400.000002"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        pytest.param("C0OPEN", "not_in_channel", id="a public channel it is not in"),
        pytest.param("G0SECRET", "channel_not_found", id="a private channel it is not in"),
        pytest.param("C0NIET", "channel_not_found", id="no such channel"),
    ],
)
def test_the_app_posts_only_where_it_is_a_member(practice: Practice, channel: str, error: str) -> None:
    assert refused(lambda: practice.client().chat_postMessage(channel=channel, text="Hoi"))["error"] == error


def test_a_message_without_text_and_blocks_is_no_text(practice: Practice) -> None:
    assert refused(lambda: practice.client().api_call("chat.postMessage", json={"channel": ANNA}))["error"] == "no_text"


def test_a_text_of_40001_characters_is_too_long(practice: Practice) -> None:
    answer = refused(lambda: practice.client().chat_postMessage(channel=ANNA, text="x" * 40_001))

    assert answer["error"] == "msg_too_long"


def test_blocks_without_a_text_to_read_aloud_are_posted_and_noted(practice: Practice) -> None:
    practice.client().api_call("chat.postMessage", json={"channel": ANNA, "blocks": [section()]})

    assert len(practice.anna.dm()) == 1
    assert practice.workspace.violations == ["chat.postMessage: missing_text_in_message"]


def test_wrong_blocks_are_refused_with_their_place(practice: Practice) -> None:
    blocks = [{"type": "actions", "elements": [button("a", "x" * 76)]}]

    answer = refused(lambda: practice.client().chat_postMessage(channel=ANNA, text="Hoi", blocks=blocks))

    place = "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {place}"]}
    assert practice.workspace.violations == [f"chat.postMessage: invalid_blocks: {place}"]


def test_an_update_with_text_only_drops_the_blocks(practice: Practice) -> None:
    client = practice.client()
    sent = client.chat_postMessage(channel=ANNA, text="Hoi", blocks=[section()])

    client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Gedaan")

    said = practice.anna.dm()[-1]
    assert (said.text, said.blocks, said.edited) == ("Gedaan", [], True)


def test_the_app_changes_no_message_of_a_person(practice: Practice) -> None:
    practice.anna.say("Dag")
    said = practice.anna.dm()[-1]

    answer = refused(lambda: practice.client().chat_update(channel=said.channel, ts=said.ts, text="Nee"))

    assert answer["error"] == "cant_update_message"


def test_the_app_deletes_its_own_message_once_and_no_message_of_a_person(practice: Practice) -> None:
    client = practice.client()
    practice.anna.say("Dag")
    theirs, sent = practice.anna.dm()[-1], client.chat_postMessage(channel=ANNA, text="Hoi")

    client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    again = refused(lambda: client.chat_delete(channel=sent["channel"], ts=sent["ts"]))
    other = refused(lambda: client.chat_delete(channel=theirs.channel, ts=theirs.ts))

    assert [one.text for one in practice.anna.dm()] == ["Dag"]
    assert (again["error"], other["error"]) == ("message_not_found", "cant_delete_message")


def test_an_ephemeral_message_is_for_one_person_and_not_in_the_history(practice: Practice) -> None:
    client = practice.client()

    client.chat_postEphemeral(channel="D0ANNA", user=ANNA, text="Alleen voor jou")

    assert [m.text for m in practice.anna.ephemerals()] == ["Alleen voor jou"]
    assert client.conversations_history(channel="D0ANNA")["messages"] == []


def test_others_in_the_channel_do_not_see_an_ephemeral_message(practice: Practice) -> None:
    practice.client().chat_postEphemeral(channel="C0TEAM", user=ANNA, text="Alleen voor jou")

    assert practice.bram.messages("C0TEAM") == []


def test_an_ephemeral_message_cannot_be_updated(practice: Practice) -> None:
    client = practice.client()
    ts = client.chat_postEphemeral(channel="C0TEAM", user=ANNA, text="Alleen voor jou")["message_ts"]

    answer = refused(lambda: client.chat_update(channel="C0TEAM", ts=ts, text="Anders"))

    assert answer["error"] == "message_not_found"


def test_an_ephemeral_message_needs_the_person_in_the_channel(practice: Practice) -> None:
    client = practice.client()

    answer = refused(lambda: client.chat_postEphemeral(channel="C0TEAM", user="U0GONE", text="Hoi"))

    assert answer["error"] == "user_not_in_channel"


def test_metadata_comes_back_when_asked_for(practice: Practice) -> None:
    client = practice.client()
    metadata = {"event_type": "klachtbot", "event_payload": {"key": "k-1"}}
    client.chat_postMessage(channel=ANNA, text="Hoi", metadata=metadata)

    without = client.conversations_history(channel="D0ANNA")["messages"][0]
    with_it = client.conversations_history(channel="D0ANNA", include_all_metadata=True)["messages"][0]

    assert "metadata" not in without
    assert with_it["metadata"] == metadata


def test_history_is_newest_first_after_oldest_and_no_more_than_the_limit(practice: Practice) -> None:
    client = practice.client()
    sent = [client.chat_postMessage(channel=ANNA, text=text)["ts"] for text in ("een", "twee", "drie", "vier")]

    answer = client.conversations_history(channel="D0ANNA", oldest=sent[0], limit=2)

    assert [message["text"] for message in answer["messages"]] == ["vier", "drie"]
    assert answer["has_more"] is True


def test_a_cursor_gives_the_next_page_of_the_history(practice: Practice) -> None:
    client = practice.client()
    for text in ("een", "twee", "drie"):
        client.chat_postMessage(channel=ANNA, text=text)
    first = client.conversations_history(channel="D0ANNA", limit=2)

    second = client.conversations_history(channel="D0ANNA", limit=2, cursor=first["response_metadata"]["next_cursor"])

    assert [message["text"] for message in second["messages"]] == ["een"]
    assert second["has_more"] is False


def test_no_conversation_opens_with_somebody_who_left(practice: Practice) -> None:
    assert refused(lambda: practice.client().conversations_open(users="U0GONE"))["error"] == "user_disabled"


def test_no_conversation_opens_with_nobody(practice: Practice) -> None:
    assert refused(lambda: practice.client().conversations_open(users="U0NIET"))["error"] == "user_not_found"


def test_a_locale_comes_only_when_asked_for(practice: Practice) -> None:
    client = practice.client()

    plain, asked = client.users_info(user=ANNA), client.users_info(user=ANNA, include_locale=True)

    assert "locale" not in plain["user"]
    assert asked["user"]["locale"] == "nl-NL"


def test_an_address_is_not_given_without_its_scope(practice: Practice) -> None:
    assert "email" not in practice.client().users_info(user=ANNA)["user"]["profile"]


def test_a_home_tab_is_published_and_replaced(practice: Practice) -> None:
    client = practice.client()
    client.views_publish(user_id=ANNA, view=home(section("Leeg")))

    client.views_publish(user_id=ANNA, view=home(section("Drie klachten")))

    assert practice.anna.home()["blocks"][0]["text"]["text"] == "Drie klachten"


def test_a_home_tab_with_an_old_hash_is_a_conflict(practice: Practice) -> None:
    client = practice.client()
    old = client.views_publish(user_id=ANNA, view=home(section("Leeg")))["view"]["hash"]
    client.views_publish(user_id=ANNA, view=home(section("Nieuwer")), hash=old)

    answer = refused(lambda: client.views_publish(user_id=ANNA, view=home(section("Ouder")), hash=old))

    assert answer["error"] == "hash_conflict"


def test_a_wrong_view_is_refused_with_its_place(practice: Practice) -> None:
    answer = refused(lambda: practice.client().views_publish(user_id=ANNA, view=modal(section())))

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] must be a view of type home [json-pointer:/view/type]"]


def test_a_view_of_more_than_250_kilobytes_is_too_large(practice: Practice) -> None:
    view = home(*[section("x" * 3000)] * 90)

    assert refused(lambda: practice.client().views_publish(user_id=ANNA, view=view))["error"] == "view_too_large"


def test_what_is_said_does_not_stand_in_the_traffic(practice: Practice) -> None:
    practice.client().chat_postMessage(channel=ANNA, text="geheimpje", blocks=[section("geheimpje")])

    assert practice.workspace.traffic[-1] == "app →  chat.postMessage: ok"
    assert "geheimpje" not in " ".join(practice.workspace.traffic)


def test_json_that_is_no_json_is_invalid_json(practice: Practice) -> None:
    request = urllib.request.Request(
        f"{practice.server.api_url}auth.test", b"{", {"content-type": "application/json"}, method="POST"
    )

    with urllib.request.urlopen(request) as response:
        answer = json.load(response)

    assert answer == {"ok": False, "error": "invalid_json"}


def test_somebody_is_told_of_every_method_before_it_is_carried_out(practice: Practice) -> None:
    told: list[str] = []
    practice.workspace.before_answer = told.append

    practice.client().chat_postMessage(channel=ANNA, text="Hoi")

    assert told == ["chat.postMessage"]
