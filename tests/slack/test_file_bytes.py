"""Files go to and come from Slack's own host; the bot's token goes nowhere else, and no further than it should."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klachtbot.practice.model import File as PracticeFile
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.file_bytes import SLACKS_FILES, FileBytes, file_host
from klachtbot.slack.gateway import SlackGateway
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryLater, File
from tests.practice import harness
from tests.practice.harness import ANNA, Practice

TOKEN = "xoxb-secret"
LETTER = File(
    name="K-2026-001 stuk 1.pdf", title="K-2026-001, stuk 1", text="Je vroeg om dit stuk.", content=b"%PDF-1.7"
)


class Host(ThreadingHTTPServer):
    """A file host that answers with ``status``, ``headers`` and ``body``, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b""
        self.asked: list[tuple[str, str | None]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def bytes(self) -> FileBytes:
        return FileBytes(token=TOKEN, api_url=f"{self.base}/api/")


class Asked(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        self.send_response(self.server.status)
        headers = {"Content-Type": "application/pdf", "Content-Length": str(len(self.server.body))}
        for name, value in {**headers, **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def serving() -> Iterator[Host]:
    with Host() as host:
        threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.shutdown()


@pytest.fixture
def host() -> Iterator[Host]:
    yield from serving()


@pytest.fixture
def other() -> Iterator[Host]:
    yield from serving()


def test_files_are_at_slacks_own_host() -> None:
    assert file_host("https://slack.com/api/") == SLACKS_FILES


def test_an_api_elsewhere_does_not_bring_the_token_elsewhere() -> None:
    assert file_host("https://slack.example.org/api/") == SLACKS_FILES


def test_a_file_comes_with_the_token(host: Host) -> None:
    host.body = b"inhoud"

    assert host.bytes().get(f"{host.base}/files-pri/T1-F1/a.pdf", limit=100) == b"inhoud"

    assert host.asked == [("/files-pri/T1-F1/a.pdf", f"Bearer {TOKEN}")]


@pytest.mark.parametrize(
    "url",
    [
        "{other}/a.pdf",
        "https://files.slack.com/a.pdf",
        "http://127.0.0.1/a.pdf",
        "{host}@127.0.0.1:{port}/a.pdf",
        "http://name:pw@127.0.0.1:{hostport}/a.pdf",
        "file:///etc/passwd",
        "http://[::1/a.pdf",
        "",
    ],
    ids=["other port", "slack, from here", "no port", "host as name", "with a name", "file", "broken", "empty"],
)
def test_an_address_elsewhere_is_never_asked(host: Host, other: Host, url: str) -> None:
    address = url.format(host=host.base, other=other.base, port=other.server_port, hostport=host.server_port)

    with pytest.raises(DeliveryImpossible) as refusal:
        host.bytes().get(address, limit=100)

    assert refusal.value.code == "foreign_host"
    assert (host.asked, other.asked) == ([], [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(host: Host, other: Host, status: int) -> None:
    host.status, host.headers = status, {"Location": f"{other.base}/steal"}

    with pytest.raises(DeliveryLater):
        host.bytes().get(f"{host.base}/a.pdf", limit=100)

    assert other.asked == []


def test_a_page_to_sign_in_on_is_no_file(host: Host) -> None:
    host.body, host.headers = b"<html>Sign in", {"Content-Type": "text/html; charset=utf-8"}

    with pytest.raises(DeliveryLater):
        host.bytes().get(f"{host.base}/a.pdf", limit=100)


def test_a_file_that_is_too_large_is_not_read_to_the_end(host: Host) -> None:
    host.body = bytes(10_000_000)

    with pytest.raises(DeliveryImpossible) as refusal:
        host.bytes().get(f"{host.base}/a.pdf", limit=1000)

    assert refusal.value.code == "too_large"


def test_a_file_that_ends_too_soon_is_tried_again(host: Host) -> None:
    host.body, host.headers = b"half", {"Content-Length": "8"}

    with pytest.raises(DeliveryLater):
        host.bytes().get(f"{host.base}/a.pdf", limit=1000)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, DeliveryImpossible), (500, DeliveryLater), (503, DeliveryLater), (429, DeliveryLater), (403, DeliveryLater)],
)
def test_what_the_host_says_no_to_is_later_or_never(host: Host, status: int, outcome: type[Exception]) -> None:
    host.status = status

    with pytest.raises(outcome):
        host.bytes().get(f"{host.base}/a.pdf", limit=1000)


def test_a_host_that_is_away_is_tried_again() -> None:
    with Host() as gone:
        base, files = gone.base, gone.bytes()

    with pytest.raises(DeliveryLater):
        files.get(f"{base}/a.pdf", limit=1000)


def test_the_token_stands_in_no_repr(host: Host) -> None:
    assert TOKEN not in repr(host.bytes())


@pytest.fixture
def practice() -> Iterator[Practice]:
    with harness.practice() as made:
        yield made


def gateway(practice: Practice) -> SlackGateway:
    return SlackGateway(token=practice.workspace.bot_token, api_url=practice.server.api_url)


def test_a_file_is_brought_to_a_person(practice: Practice) -> None:
    slack = gateway(practice)

    ticket = slack.begin_upload(LETTER.name, LETTER.content)
    slack.send_bytes(ticket, LETTER.content)
    slack.complete_upload(ANNA, ticket, LETTER)

    (message,) = practice.anna.dm()
    (file,) = message.files
    assert (message.text, file.id, file.name, file.title) == (LETTER.text, ticket.file, LETTER.name, LETTER.title)
    assert file.content == LETTER.content


def test_an_upload_says_whether_it_was_completed(practice: Practice) -> None:
    slack = gateway(practice)
    ticket = slack.begin_upload(LETTER.name, LETTER.content)

    before = slack.was_completed(ticket.file)
    slack.send_bytes(ticket, LETTER.content)
    slack.complete_upload(ANNA, ticket, LETTER)

    assert (before, slack.was_completed(ticket.file)) == (False, True)


def test_a_file_of_ours_is_deleted_and_deleting_it_again_is_fine(practice: Practice) -> None:
    slack = gateway(practice)
    ticket = slack.begin_upload(LETTER.name, LETTER.content)
    slack.send_bytes(ticket, LETTER.content)
    slack.complete_upload(ANNA, ticket, LETTER)

    slack.delete_file(ticket.file)
    slack.delete_file(ticket.file)

    (message,) = practice.anna.dm()
    assert [file.deleted for file in message.files] == [True]
    assert slack.was_completed(ticket.file) is True


def handed_over(practice: Practice, content: bytes) -> str:
    def add(workspace: Workspace) -> PracticeFile:
        file = workspace.files.add(ANNA, "brief.pdf", content)
        file.handed_over = True
        return file

    return practice.driver.look(add).id


def test_a_file_that_somebody_handed_over_is_fetched(practice: Practice) -> None:
    slack = gateway(practice)
    id = handed_over(practice, b"%PDF-1.7 inhoud")

    about = slack.about_file(id)

    assert (about.name, about.size) == ("brief.pdf", 15)
    assert slack.download(about.url, limit=100) == b"%PDF-1.7 inhoud"


def test_a_file_that_is_gone_is_gone_for_good(practice: Practice) -> None:
    id = handed_over(practice, b"%PDF-1.7 inhoud")
    practice.driver.look(lambda workspace: workspace.delete_file(id))

    with pytest.raises(DeliveryImpossible) as refusal:
        gateway(practice).about_file(id)

    assert refusal.value.code == "file_deleted"
