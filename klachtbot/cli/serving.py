"""``klachtbot serve``: the real thing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from klachtbot import exits
from klachtbot.cli import logs
from klachtbot.cli.database import held
from klachtbot.cli.organisation import take_over
from klachtbot.settings import SettingError, serve_settings

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Serve until told to stop. 2: a setting is wrong; 70: Slack cannot be reached (any more)."""
    settings = serve_settings(environ)
    with held(settings):
        from http.client import HTTPException

        from slack_bolt.error import BoltError
        from slack_sdk.errors import SlackApiError, SlackClientError

        from klachtbot.wiring import WallClock, serve

        take_over(settings, settings.organisation_file, WallClock())
        try:
            return serve(settings, ready=logs.started)
        except BoltError as error:  # Bolt looks at the token first; what Slack said comes along as its context
            if not isinstance(error.__context__, SlackApiError):
                raise
            return _refused(error.__context__)
        except SlackApiError as error:
            return _refused(error)
        except (SlackClientError, OSError, HTTPException) as error:
            return _unreachable(type(error).__name__)


_REFUSED = "Slack neemt dit token niet aan (Slack does not accept this token)"
_SETTINGS = {"apps.connections.open": "SLACK_APP_TOKEN"}


def _refused(error: SlackApiError) -> int:
    """A word from Slack that may pass is an outage; any other is about the token."""
    from klachtbot.slack.codes import Meaning, meaning

    code = str(error.response.get("error") or "unknown")
    if error.response.status_code >= 500 or meaning(code) in (Meaning.UNCLEAR, Meaning.NOT_NOW):
        return _unreachable(code)
    method = error.response.api_url.rstrip("/").rpartition("/")[2]
    setting = _SETTINGS.get(method, "SLACK_BOT_TOKEN")
    raise SettingError(f"{setting}: {_REFUSED}: {code}.") from None


def _unreachable(why: str) -> int:
    print(f"klachtbot: Slack is niet bereikbaar (cannot be reached): {why}", file=sys.stderr)
    return exits.AWAY
