"""What the surroundings say: one frozen settings object, read once at the start, with clear errors.

Everything comes from the environment, or from a ``.env`` file beside where the bot starts (the environment wins).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
DEFAULT_DATABASE = "sqlite:///.klachtbot/klachtbot.db"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_TOKEN = re.compile(r"[!-~]+")  # it travels in a header
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LOGIN = re.compile(r"[ -~]+")  # SMTP clients agree on no other letters

Security = Literal["starttls", "tls", "none"]


class SettingError(Exception):
    """A setting is missing or wrong. The message is one line that names it and holds no secret."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The organisation's mail server. ``login`` is a name and a password; ``sender`` the address mails come from."""

    host: str
    port: int
    security: Security
    login: tuple[str, str] | None = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the database is, and how to reach Slack and the mail server. No ``mail``: every letter goes by post."""

    database_url: str
    keys: str | None = field(repr=False)
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API
    organisation_file: Path | None = None
    threads: int = 32
    mail: MailSettings | None = None
    letters: Path | None = None  # the organisation's own templates


def environment(environ: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    """The environment over what stands in ``folder/.env``. Raises ``SettingError``."""
    from dotenv import dotenv_values

    try:
        beside = dotenv_values(folder / ".env") if (folder / ".env").exists() else {}
    except (OSError, UnicodeDecodeError):
        raise SettingError(".env: dit bestand is niet te lezen (cannot be read).") from None
    return {**{name: value for name, value in beside.items() if value is not None}, **environ}


def storage_settings(environ: Mapping[str, str]) -> Settings:
    """What every command needs: where the database is. Raises ``SettingError``."""
    url = environ.get("DATABASE_URL", "").strip() or DEFAULT_DATABASE
    if url.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise SettingError("DATABASE_URL: begin met sqlite:/// of postgresql:// (must start with one of these).")
    keys = environ.get("KLACHTBOT_KEYS", "").strip() or None
    if keys is None and not url.startswith("sqlite"):
        raise SettingError("KLACHTBOT_KEYS: ontbreekt; nodig bij PostgreSQL (missing; needed with PostgreSQL).")
    organisation = environ.get("KLACHTBOT_ORGANISATION", "").strip()
    if organisation and not Path(organisation).is_file():
        raise SettingError("KLACHTBOT_ORGANISATION: dit bestand bestaat niet (no such file).")
    return Settings(
        database_url=url,
        keys=keys,
        organisation_file=Path(organisation) if organisation else None,
        threads=_number(environ, "KLACHTBOT_THREADS", 32, least=4, most=128),
    )


def serve_settings(environ: Mapping[str, str]) -> Settings:
    """What ``klachtbot serve`` needs. Raises ``SettingError`` for the first setting that is missing or wrong."""
    base = storage_settings(environ)
    api_url = environ.get("SLACK_API_URL", "").strip() or SLACK_API
    if not _keeps_a_token(api_url):
        raise SettingError(
            "SLACK_API_URL: een adres dat met https:// begint, zonder naam of wachtwoord erin"
            " (must start with https://, and hold no name or password)."
        )
    return Settings(
        database_url=base.database_url,
        keys=base.keys,
        bot_token=_token(environ, "SLACK_BOT_TOKEN", "xoxb-"),
        app_token=_token(environ, "SLACK_APP_TOKEN", "xapp-"),
        api_url=api_url if api_url.endswith("/") else api_url + "/",
        organisation_file=base.organisation_file,
        threads=base.threads,
        mail=_mail(environ),
        letters=_letters(environ),
    )


def _letters(environ: Mapping[str, str]) -> Path | None:
    folder = environ.get("KLACHTBOT_LETTERS", "").strip()
    if folder and not Path(folder).is_dir():
        raise SettingError("KLACHTBOT_LETTERS: deze map bestaat niet (no such folder).")
    return Path(folder) if folder else None


def _mail(environ: Mapping[str, str]) -> MailSettings | None:
    host = environ.get("SMTP_HOST", "").strip()
    if not host:
        return None
    if not _HOST.fullmatch(host):
        raise SettingError("SMTP_HOST: de naam van een server, zonder poort of https:// (the name of a server).")
    port = _number(environ, "SMTP_PORT", 587, least=1, most=65535)
    security = environ.get("SMTP_SECURITY", "").strip().lower() or ("tls" if port == 465 else "starttls")
    if security not in ("starttls", "tls", "none"):
        raise SettingError("SMTP_SECURITY: starttls, tls of none (one of these).")
    if port == 465 and security == "starttls":
        raise SettingError("SMTP_SECURITY: bij poort 465 hoort tls (port 465 goes with tls).")
    if security == "none" and host not in _THIS_MACHINE:
        raise SettingError("SMTP_SECURITY: none mag alleen op deze machine zelf (only within this machine).")
    sender = environ.get("MAIL_FROM", "").strip()
    if not sender:
        raise SettingError("MAIL_FROM: ontbreekt; nodig bij SMTP_HOST (missing; needed with SMTP_HOST).")
    if not _ADDRESS.fullmatch(sender):
        raise SettingError("MAIL_FROM: alleen een e-mailadres, zonder naam (an e-mail address only).")
    return MailSettings(host, port, cast(Security, security), _login(environ), sender)


def _login(environ: Mapping[str, str]) -> tuple[str, str] | None:
    name, password = environ.get("SMTP_USERNAME", "").strip(), environ.get("SMTP_PASSWORD", "")
    for setting, value, other in (("SMTP_USERNAME", name, password), ("SMTP_PASSWORD", password, name)):
        if other and not value:
            raise SettingError(f"{setting}: ontbreekt; gebruikersnaam en wachtwoord horen bij elkaar (missing).")
        if value and not _LOGIN.fullmatch(value):
            raise SettingError(f"{setting}: bevat een teken dat er niet in hoort (a character that is not allowed).")
    return (name, password) if name else None


def _keeps_a_token(url: str) -> bool:
    """Whether a token sent to this address stays secret: encrypted, or within this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)


def _token(environ: Mapping[str, str], name: str, prefix: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SettingError(f"{name}: ontbreekt (missing).")
    if not value.startswith(prefix):
        raise SettingError(f"{name}: moet met {prefix} beginnen (must start with {prefix}).")
    if not _TOKEN.fullmatch(value):
        raise SettingError(f"{name}: bevat een teken dat er niet in hoort (holds a character that is not allowed).")
    return value


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SettingError(f"{name}: een getal van {least} tot en met {most} (a number from {least} to {most}).")
    return int(value)
