"""A setting that is missing or wrong: one line on stderr that names it, exit code 2, and no secret in it."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from klachtbot.__main__ import main
from klachtbot.settings import SettingError, serve_settings
from tests.databases import KEYS
from tests.process.conftest import Slack, open_slack
from tests.process.running import Running, Start

WELL = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_API_URL": "http://127.0.0.1:1/api/",
    "DATABASE_URL": "sqlite:///klachtbot.db",
    "KLACHTBOT_KEYS": KEYS,
    "SMTP_HOST": "mail.geheim.example",
    "MAIL_FROM": "klachten@oco.example",
}
OTHER_KEYS = "test:HBoZGBcWFRQTEhEQDw4NDAsKCQgHBgUEAwIBAAABAgM="


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    """One for all: hardly anybody gets as far as connecting."""
    opened = open_slack()
    yield opened
    opened.server.stop()


def refusal_of(process: Running) -> str:
    """The one line with which it refuses; nothing else was said, and the exit code is 2."""
    code = process.ends()
    assert (code, process.out, len(process.err)) == (2, [], 1), process.everything
    assert process.err[0].startswith("klachtbot: ")
    return process.err[0]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        pytest.param("SLACK_BOT_TOKEN", "", "ontbreekt", id="no-bot-token"),
        pytest.param("SLACK_BOT_TOKEN", "xoxb-geheim", "neemt dit token niet aan", id="bot-token-refused"),
        pytest.param("SLACK_APP_TOKEN", "xapp-geheim", "neemt dit token niet aan", id="app-token-refused"),
        pytest.param("KLACHTBOT_KEYS", "a:geheim", "niet leesbaar: 1: base64?", id="key-not-in-base64"),
        pytest.param("KLACHTBOT_ORGANISATION", "", "kent nog niemand", id="nobody-known-and-no-file"),
    ],
)
def test_one_line_names_the_setting_and_says_why(slack: Slack, start: Start, name: str, value: str, why: str) -> None:
    process = start("serve", settings={**slack.settings, name: value})

    said = refusal_of(process)
    assert name in said
    assert why in said
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        pytest.param("SLACK_BOT_TOKEN", "xapp-geheim", "moet met xoxb- beginnen", id="bot-token-of-another-kind"),
        pytest.param(
            "SLACK_BOT_TOKEN", "xoxb-geheim\nx", "een teken dat er niet in hoort", id="bot-token-of-two-lines"
        ),
        pytest.param("SLACK_APP_TOKEN", "", "ontbreekt", id="no-app-token"),
        pytest.param("SLACK_APP_TOKEN", "xoxb-geheim", "moet met xapp- beginnen", id="app-token-of-another-kind"),
        pytest.param("SLACK_API_URL", "http://geheim.example/api/", "https://", id="address-not-encrypted"),
        pytest.param("SLACK_API_URL", "http://127.0.0.1.geheim.example/", "https://", id="address-begins-like-here"),
        pytest.param("SLACK_API_URL", "http://127.0.0.1@geheim.example/", "https://", id="address-with-a-user"),
        pytest.param("SLACK_API_URL", "https://u:geheim@slack.com/api/", "https://", id="address-with-a-password"),
        pytest.param("SLACK_API_URL", "https:///api/", "https://", id="address-of-nobody"),
        pytest.param("SLACK_API_URL", "http://[geheim/api/", "https://", id="address-left-open"),
        pytest.param("DATABASE_URL", "mysql://u:geheim@host/x", "sqlite:///", id="another-kind-of-database"),
        pytest.param("DATABASE_URL", "postgresql://u:geheim@host:geheim/x", "geen adres", id="port-no-number"),
        pytest.param("DATABASE_URL", "postgresql://u:geheim@[::/x", "geen adres", id="bracket-left-open"),
        pytest.param("DATABASE_URL", "sqlite://", "geen adres", id="no-file"),
        pytest.param("DATABASE_URL", "sqlite:////", "een map", id="a-folder"),
        pytest.param("DATABASE_URL", "sqlite:////dev/null/x/x.db", "hier kan geen database", id="no-folder"),
        pytest.param("KLACHTBOT_KEYS", "geheim", "niet leesbaar: 1: id?", id="key-without-id"),
        pytest.param("KLACHTBOT_KEYS", "a:Z2VoZWlt", "niet leesbaar: 1: 6 bytes", id="key-too-short"),
        pytest.param("KLACHTBOT_ORGANISATION", "weg.toml", "bestaat niet", id="no-organisation-file"),
        pytest.param("KLACHTBOT_LETTERS", "weg", "bestaat niet", id="no-folder-with-letters"),
        pytest.param("KLACHTBOT_THREADS", "veel", "een getal van 4 tot en met 128", id="threads-no-number"),
        pytest.param("SMTP_HOST", "https://geheim.example/", "de naam van een server", id="mail-server-no-name"),
        pytest.param("SMTP_HOST", "geheim.example:587", "zonder poort", id="mail-server-with-a-port"),
        pytest.param("SMTP_PORT", "geheim", "een getal van 1 tot en met 65535", id="mail-port-no-number"),
        pytest.param("SMTP_PORT", "0", "een getal van 1 tot en met 65535", id="mail-port-none"),
        pytest.param("SMTP_SECURITY", "ssl", "starttls, tls of none", id="mail-security-of-another-kind"),
        pytest.param("SMTP_SECURITY", "none", "alleen op deze machine", id="mail-not-encrypted"),
        pytest.param("MAIL_FROM", "", "nodig bij SMTP_HOST", id="mail-from-nobody"),
        pytest.param("MAIL_FROM", "OCO <geheim@oco.example>", "alleen een e-mailadres", id="mail-from-with-a-name"),
        pytest.param("MAIL_FROM", "geheim@oco.example\nx", "alleen een e-mailadres", id="mail-from-of-two-lines"),
        pytest.param("SMTP_USERNAME", "geheim\u0161", "een teken dat er niet in hoort", id="mail-username-not-ascii"),
    ],
)
def test_so_it_is_for_everything_seen_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, value: str, why: str
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # the command line sets its own
    monkeypatch.chdir(tmp_path)
    for setting, given in {**WELL, name: value}.items():
        monkeypatch.setenv(setting, given)

    code = main(["serve"])

    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1), said
    assert name in said.err
    assert why in said.err
    assert "geheim" not in said.err
    assert list(tmp_path.iterdir()) == []


MAIL = {"SMTP_HOST": "mail.oco.example", "MAIL_FROM": "klachten@oco.example"}


@pytest.mark.parametrize(
    ("given", "port", "security"),
    [
        pytest.param({}, 587, "starttls", id="nothing-said"),
        pytest.param({"SMTP_PORT": "465"}, 465, "tls", id="the-port-of-tls"),
        pytest.param({"SMTP_PORT": "2465", "SMTP_SECURITY": "TLS"}, 2465, "tls", id="tls-at-another-port"),
        pytest.param({"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none"}, 587, "none", id="within-this-machine"),
    ],
)
def test_a_mail_server_needs_a_name_and_an_address_only(given: dict[str, str], port: int, security: str) -> None:
    mail = serve_settings({**WELL, **MAIL, **given}).mail

    assert mail is not None
    assert (mail.port, mail.security, mail.login, mail.sender) == (port, security, None, "klachten@oco.example")


def test_without_a_mail_server_the_rest_about_mail_is_not_looked_at() -> None:
    settings = serve_settings({**WELL, "SMTP_HOST": "", "SMTP_SECURITY": "ssl"})

    assert settings.mail is None


def test_starttls_at_the_port_of_tls_is_refused() -> None:
    with pytest.raises(SettingError, match="SMTP_SECURITY: bij poort 465 hoort tls"):
        serve_settings({**WELL, **MAIL, "SMTP_PORT": "465", "SMTP_SECURITY": "starttls"})


@pytest.mark.parametrize(("given", "missing"), [("SMTP_USERNAME", "SMTP_PASSWORD"), ("SMTP_PASSWORD", "SMTP_USERNAME")])
def test_half_a_login_is_refused(given: str, missing: str) -> None:
    with pytest.raises(SettingError, match=f"{missing}: ontbreekt"):
        serve_settings({**WELL, **MAIL, given: "geheim"})


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = serve_settings({**WELL, **MAIL, "SMTP_USERNAME": "oco-geheim", "SMTP_PASSWORD": "geheim en meer"})

    assert settings.mail is not None
    assert settings.mail.login == ("oco-geheim", "geheim en meer")
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param('office = "k"\n[[person]]\nslack = "sanne"\n', "regel 3: dit is geen Slack-id", id="no-slack-id"),
        pytest.param('office = "k\n', "regel 1: dit is geen geldig TOML-bestand", id="no-toml"),
        pytest.param("\udcff", "dit bestand is niet te lezen", id="no-text"),
    ],
)
def test_a_bad_organisation_file_is_refused_with_file_line_and_reason(
    slack: Slack, start: Start, tmp_path: Path, text: str, where: str
) -> None:
    (tmp_path / "wie.toml").write_text(text, encoding="utf-8", errors="surrogateescape")

    process = start("serve", settings={**slack.settings, "KLACHTBOT_ORGANISATION": "wie.toml"})

    said = refusal_of(process)
    assert "KLACHTBOT_ORGANISATION: wie.toml" in said
    assert where in said


def test_a_template_that_cannot_be_used_is_refused_with_file_line_and_reason(
    slack: Slack, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "brieven" / "nl"
    folder.mkdir(parents=True)
    (folder / "closing.txt").write_text("# Titel\n\n{{ verhaal }}\n", encoding="utf-8")

    process = start("serve", settings={**slack.settings, "KLACHTBOT_LETTERS": "brieven"})

    said = refusal_of(process)
    assert "KLACHTBOT_LETTERS: nl/closing.txt, regel 3: " in said


def test_a_file_that_is_no_database_is_refused(slack: Slack, start: Start, tmp_path: Path) -> None:
    (tmp_path / "brief.db").write_text("Geachte mevrouw Aydın,\n" * 60, encoding="utf-8")

    process = start("serve", settings={**slack.settings, "DATABASE_URL": "sqlite:///brief.db"})

    assert "DATABASE_URL: dit bestand is geen database" in refusal_of(process)


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_database_of_another_program_is_left_alone(slack: Slack, start: Start, tmp_path: Path, command: str) -> None:
    with sqlite3.connect(tmp_path / "ander.db") as other:
        other.execute("CREATE TABLE bladwijzers (adres TEXT)")
    other.close()

    process = start(command, settings={**slack.settings, "DATABASE_URL": "sqlite:///ander.db"})

    assert "DATABASE_URL: deze database is van een nieuwere klachtbot of van een ander programma" in refusal_of(process)


@pytest.mark.postgres
def test_postgresql_needs_a_key(slack: Slack, start: Start, empty_postgres: str) -> None:
    process = start("serve", settings={**slack.settings, "DATABASE_URL": empty_postgres})

    assert "KLACHTBOT_KEYS: ontbreekt" in refusal_of(process)


@pytest.mark.postgres
def test_postgresql_that_is_not_up_to_date_says_what_to_run(slack: Slack, start: Start, empty_postgres: str) -> None:
    process = start("serve", settings={**slack.settings, "DATABASE_URL": empty_postgres, "KLACHTBOT_KEYS": KEYS})

    said = refusal_of(process)
    assert "DATABASE_URL" in said
    assert "draai eerst `klachtbot migrate`" in said


def test_the_wrong_key_opens_nothing(slack: Slack, start: Start) -> None:
    taken_over = start("organisation", "apply", slack.settings["KLACHTBOT_ORGANISATION"], "--yes",
                       settings={"KLACHTBOT_KEYS": KEYS})  # fmt: skip
    assert taken_over.ends() == 0

    process = start("serve", settings={**slack.settings, "KLACHTBOT_KEYS": OTHER_KEYS})

    said = refusal_of(process)
    assert "De sleutel in KLACHTBOT_KEYS past niet op deze database" in said
    assert OTHER_KEYS.partition(":")[2] not in said


def test_a_database_with_data_is_not_opened_without_its_key_file(slack: Slack, start: Start, tmp_path: Path) -> None:
    taken_over = start("organisation", "apply", slack.settings["KLACHTBOT_ORGANISATION"], "--yes")
    assert taken_over.ends() == 0
    (tmp_path / ".klachtbot" / "klachtbot.db.keys").unlink()

    process = start("serve", settings=slack.settings)

    assert "De sleutel van deze database ontbreekt (klachtbot.db.keys)" in refusal_of(process)
    assert not (tmp_path / ".klachtbot" / "klachtbot.db.keys").exists()


def test_a_key_file_that_others_may_read_is_not_used(slack: Slack, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / ".klachtbot"
    folder.mkdir()
    (folder / "klachtbot.db.keys").write_text(OTHER_KEYS, encoding="ascii")
    os.chmod(folder / "klachtbot.db.keys", 0o640)

    process = start("serve", settings=slack.settings)

    said = refusal_of(process)
    assert "klachtbot.db.keys" in said
    assert "chmod 600" in said


def test_a_second_serve_on_one_file_is_refused(slack: Slack, start: Start) -> None:
    start("serve", settings=slack.settings).wait_for("event=ready")

    second = start("serve", settings=slack.settings)

    assert "DATABASE_URL is al in gebruik" in refusal_of(second)


def test_what_stands_in_the_folder_is_read_and_the_environment_wins(slack: Slack, start: Start, tmp_path: Path) -> None:
    beside = {**slack.settings, "SLACK_BOT_TOKEN": "xoxb-not-this-one", "DATABASE_URL": "sqlite:///beside.db"}
    lines = [f"{name}={value}" for name, value in beside.items()]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")

    process = start("serve", settings={"SLACK_BOT_TOKEN": slack.settings["SLACK_BOT_TOKEN"]})

    process.wait_for("event=ready")
    assert (tmp_path / "beside.db").exists()


def test_a_mail_server_that_is_away_keeps_nobody_from_starting(slack: Slack, start: Start) -> None:
    away = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1", "SMTP_SECURITY": "none", "MAIL_FROM": "klachten@oco.example"}

    process = start("serve", settings={**slack.settings, **away})

    assert process.wait_for("event=ready")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            {"DATABASE_URL": "postgresql://klachtbot@127.0.0.1:1/x", "KLACHTBOT_KEYS": KEYS},
            "klachtbot: DATABASE_URL: de database antwoordt niet (the database does not answer).",
            id="database",
        ),
        pytest.param(
            {"SLACK_API_URL": "http://127.0.0.1:1/api/"},
            "klachtbot: Slack is niet bereikbaar (cannot be reached): URLError",
            id="slack",
        ),
    ],
)
def test_what_is_away_at_the_start_is_one_line_and_a_code_for_the_supervisor(
    slack: Slack, start: Start, settings: dict[str, str], said: str
) -> None:
    process = start("serve", settings={**slack.settings, **settings})

    assert process.ends() == 70
    assert (process.out, process.err) == ([], [said])
