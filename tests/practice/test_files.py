"""Files as Slack takes and gives them: three steps for an app, a field for a person, private addresses."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.practice import harness
from tests.practice.harness import ANNA, BRAM, MANIFEST, Practice, field_of, home, modal, refused, section

LETTER = b"%PDF-1.7 Beste Anna"
FILES = {"type": "file_input"}


def put(url: str, content: bytes) -> int:
    """The status of sending these bytes there."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=content, method="POST")) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def get(url: str, token: str | None) -> tuple[str, bytes]:
    """Where this address leads, and what is there."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return str(answer.url), bytes(answer.read())


def opening(practice: Practice, view: dict[str, Any]) -> dict[str, Any]:
    """Slack's answer to opening this view, which it refuses."""
    trigger = practice.workspace.triggers.issue(ANNA)
    return refused(lambda: practice.client().views_open(trigger_id=trigger, view=view))


def uploaded(client: WebClient, *, channel: str | None = None, comment: str | None = None) -> str:
    """The id of a letter that went through all three steps."""
    ticket = client.files_getUploadURLExternal(filename="brief.pdf", length=len(LETTER))
    put(ticket["upload_url"], LETTER)
    id = str(ticket["file_id"])
    client.files_completeUploadExternal(
        files=[{"id": id, "title": "Brief"}], channel_id=channel, initial_comment=comment
    )
    return id


def test_an_app_brings_a_file_in_three_steps(practice: Practice) -> None:
    id = uploaded(practice.client(), channel="D0ANNA", comment="Je brief.")

    (message,) = practice.anna.dm()
    (file,) = message.files
    assert (message.text, file.id, file.title, file.content) == ("Je brief.", id, "Brief", LETTER)


def test_a_file_that_is_shared_stands_in_the_history(practice: Practice) -> None:
    client = practice.client()
    id = uploaded(client, channel="D0ANNA")

    (message,) = client.conversations_history(channel="D0ANNA")["messages"]

    (file,) = message["files"]
    assert (file["id"], file["name"], file["mimetype"], file["size"]) == (id, "brief.pdf", "application/pdf", 19)


def test_a_file_without_a_channel_is_seen_by_the_app_only(practice: Practice) -> None:
    client = practice.client()

    id = uploaded(client)

    assert client.files_info(file=id)["file"]["title"] == "Brief"
    assert practice.workspace.file_for(ANNA, id) is None


def test_a_file_is_seen_by_who_is_in_a_channel_where_it_was_shared(practice: Practice) -> None:
    id = uploaded(practice.client(), channel="D0ANNA")

    assert practice.workspace.file_for(ANNA, id) is not None
    assert practice.workspace.file_for(BRAM, id) is None


def test_the_bytes_must_be_as_many_as_was_said(practice: Practice) -> None:
    client = practice.client()
    ticket = client.files_getUploadURLExternal(filename="brief.pdf", length=len(LETTER) + 1)

    status = put(ticket["upload_url"], LETTER)

    assert status == 400
    answer = refused(lambda: client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}]))
    assert answer["error"] == "file_not_found"


def test_an_upload_is_completed_once(practice: Practice) -> None:
    client = practice.client()
    id = uploaded(client)

    answer = refused(lambda: client.files_completeUploadExternal(files=[{"id": id}], channel_id="D0ANNA"))

    assert answer["error"] == "file_not_found"
    assert practice.anna.dm() == []


REFUSED: list[tuple[str, Callable[[WebClient], Any]]] = [
    ("missing_argument", lambda c: c.files_getUploadURLExternal(filename="leeg.pdf", length=0)),
    ("file_upload_size_restricted", lambda c: c.files_getUploadURLExternal(filename="film.mp4", length=2**31)),
    ("invalid_arguments", lambda c: c.api_call("files.getUploadURLExternal", params={"length": 3})),
    ("invalid_arguments", lambda c: c.files_completeUploadExternal(files=[])),
    ("channel_not_found", lambda c: c.files_completeUploadExternal(files=[{"id": "F1"}], channel_id=ANNA)),
    ("channel_not_found", lambda c: c.files_completeUploadExternal(files=[{"id": "F1"}], channel_id="G0SECRET")),
    ("not_in_channel", lambda c: c.files_completeUploadExternal(files=[{"id": "F1"}], channel_id="C0OPEN")),
    ("file_not_found", lambda c: c.files_completeUploadExternal(files=[{"id": "F1"}], channel_id="D0ANNA")),
    ("file_not_found", lambda c: c.files_info(file="F1")),
    ("file_not_found", lambda c: c.files_delete(file="F1")),
]


@pytest.mark.parametrize(
    ("code", "call"),
    REFUSED,
    ids=["empty", "huge", "no name", "none", "a person", "secret", "not in it", "no bytes", "info", "delete"],
)
def test_a_call_about_files_that_is_wrong_is_refused(
    practice: Practice, code: str, call: Callable[[WebClient], Any]
) -> None:
    assert refused(lambda: call(practice.client()))["error"] == code


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        ("files:write", lambda c: c.files_getUploadURLExternal(filename="a.pdf", length=1)),
        ("files:write", lambda c: c.files_completeUploadExternal(files=[{"id": "F1"}])),
        ("files:write", lambda c: c.files_delete(file="F1")),
        ("files:read", lambda c: c.files_info(file="F1")),
    ],
    ids=["getUploadURLExternal", "completeUploadExternal", "delete", "info"],
)
def test_files_need_their_scope(scope: str, call: Callable[[WebClient], Any]) -> None:
    with harness.practice(replace(MANIFEST, scopes=MANIFEST.scopes - {scope})) as practice:
        answer = refused(lambda: call(practice.client()))

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)


def test_the_app_deletes_its_own_file_and_the_message_says_so(practice: Practice) -> None:
    client = practice.client()
    id = uploaded(client, channel="D0ANNA", comment="Je brief.")

    client.files_delete(file=id)

    (message,) = client.conversations_history(channel="D0ANNA")["messages"]
    assert message["files"] == [{"id": id, "mode": "tombstone"}]
    assert practice.workspace.file_for(ANNA, id) is None
    assert refused(lambda: client.files_delete(file=id))["error"] == "file_deleted"


def chosen_in_a_form(practice: Practice, name: str = "bijlage.pdf") -> dict[str, Any]:
    """The file object that the app gets when Anna sends in a form with this file."""
    got: dict[str, Any] = {}
    practice.opens(modal(field_of("bijlage", FILES)))

    @practice.app.view("form")
    def on_form(ack: Callable[..., Any], view: dict[str, Any]) -> None:
        got.update(view["state"]["values"]["bijlage"]["bijlage"])
        ack()

    practice.connect()
    practice.anna.command("/klacht")
    practice.anna.fill({"Bijlage": {name: LETTER}}).submit()
    assert got["type"] == "file_input"
    (file,) = got["files"]
    assert isinstance(file, dict)
    return file


def test_a_form_hands_over_what_was_chosen(practice: Practice) -> None:
    file = chosen_in_a_form(practice)

    assert (file["name"], file["size"], file["user"], file["filetype"]) == ("bijlage.pdf", len(LETTER), ANNA, "pdf")
    _, content = get(file["url_private_download"], practice.workspace.bot_token)
    assert content == LETTER


def test_a_file_of_somebody_else_is_not_the_apps_to_delete(practice: Practice) -> None:
    file = chosen_in_a_form(practice)

    assert refused(lambda: practice.client().files_delete(file=file["id"]))["error"] == "cant_delete_file"


def test_a_file_that_its_owner_deleted_cannot_be_had_any_more(practice: Practice) -> None:
    file = chosen_in_a_form(practice)
    practice.driver.look(lambda workspace: workspace.delete_file(file["id"]))

    with pytest.raises(urllib.error.HTTPError) as gone:
        get(file["url_private"], practice.workspace.bot_token)

    assert gone.value.code == 404
    assert refused(lambda: practice.client().files_info(file=file["id"]))["error"] == "file_deleted"


@pytest.mark.parametrize("token", [None, "xoxb-of-somebody-else"], ids=["none", "another"])
@pytest.mark.parametrize("address", ["url_private", "url_private_download"])
def test_who_brings_no_good_token_is_sent_to_sign_in(practice: Practice, token: str | None, address: str) -> None:
    file = chosen_in_a_form(practice)

    where, content = get(file[address], token)

    assert where.startswith(f"{practice.workspace.base_url}/?redir=")
    assert LETTER not in content


@pytest.mark.parametrize(
    "element",
    [
        {**FILES, "max_files": 0},
        {**FILES, "max_files": 11},
        {**FILES, "filetypes": "pdf"},
        {**FILES, "initial_value": "x"},
        {**FILES, "focus_on_load": True},
        {**FILES, "placeholder": {"type": "plain_text", "text": "Kies"}},
    ],
    ids=["none", "eleven", "types as text", "initial value", "focus", "placeholder"],
)
def test_a_field_for_files_that_slack_would_not_take_is_refused(practice: Practice, element: dict[str, Any]) -> None:
    assert opening(practice, modal(field_of("bijlage", element)))["error"] == "invalid_arguments"


def test_a_field_for_files_stands_in_an_input_block_of_a_modal_only(practice: Practice) -> None:
    client = practice.client()

    at_home = refused(lambda: client.views_publish(user_id=ANNA, view=home(field_of("bijlage", FILES))))
    beside = refused(lambda: client.chat_postMessage(channel=ANNA, text="x", blocks=[section(accessory=FILES)]))

    assert at_home["error"] == "invalid_arguments"
    assert beside["error"] == "invalid_blocks"


def test_a_form_with_a_field_for_files_needs_the_scope_to_read_them() -> None:
    with harness.practice(replace(MANIFEST, scopes=MANIFEST.scopes - {"files:read"})) as practice:
        answer = opening(practice, modal(field_of("bijlage", FILES)))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:read")


def upload(practice: Practice, element: dict[str, Any], name: str, content: bytes) -> tuple[bool, str]:
    """Whether Slack takes this file in this field, and else what it says."""
    practice.opens(modal(field_of("bijlage", element)))
    practice.connect()
    practice.anna.command("/klacht")
    view = practice.anna.open_view()
    outcome = practice.server.run(
        practice.workspace.upload(
            ANNA, view_id=view.id, block_id="bijlage", action_id="bijlage", name=name, content=content
        )
    )
    return outcome.ok, outcome.text


@pytest.mark.parametrize(
    ("element", "name", "content", "says"),
    [
        ({**FILES, "filetypes": ["pdf", "docx"]}, "foto.png", b"x", "pdf, docx"),
        (FILES, "film.mp4", bytes(10 * 1024 * 1024 + 1), "10 MB"),
        (FILES, "leeg.pdf", b"", "10 MB"),
    ],
    ids=["another type", "over 10 MB", "empty"],
)
def test_slack_itself_does_not_take_every_file(
    practice: Practice, element: dict[str, Any], name: str, content: bytes, says: str
) -> None:
    ok, text = upload(practice, element, name, content)

    assert ok is False
    assert says in text


def test_more_files_than_may_be_are_refused_at_the_field(practice: Practice) -> None:
    practice.opens(modal(field_of("bijlage", {**FILES, "max_files": 1})))
    practice.connect()
    practice.anna.command("/klacht")

    practice.anna.fill({"Bijlage": {"een.pdf": LETTER, "twee.pdf": LETTER}}).submit()

    assert practice.anna.errors() == {"Bijlage": "Kies er hoogstens 1."}


def test_a_field_for_files_that_must_be_filled_in_must_be(practice: Practice) -> None:
    practice.opens(modal(field_of("bijlage", FILES)))
    practice.connect()
    practice.anna.command("/klacht")

    practice.anna.submit()

    assert practice.anna.errors() == {"Bijlage": "Vul dit veld in."}
