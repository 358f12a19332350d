"""``klachtbot serve``: the real thing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from klachtbot.cli.database import held
from klachtbot.cli.organisation import take_over
from klachtbot.settings import SettingError, serve_settings

EXIT_LOST = 70


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Serve until told to stop. 2: a setting is wrong; 70: Slack cannot be reached (any more)."""
    settings = serve_settings(environ)
    with held(settings):
        from slack_sdk.errors import SlackApiError

        from klachtbot.wiring import WallClock, serve

        if settings.organisation_file is not None:
            take_over(settings, settings.organisation_file, WallClock())
        try:
            return serve(settings)
        except SlackApiError as error:
            raise SettingError(_TOKENS.get(_method(error), "SLACK_BOT_TOKEN") + _REFUSED) from None
        except OSError as error:
            print(f"klachtbot: Slack is niet bereikbaar (cannot be reached): {type(error).__name__}", file=sys.stderr)
            return EXIT_LOST


_TOKENS = {"apps.connections.open": "SLACK_APP_TOKEN", "auth.test": "SLACK_BOT_TOKEN"}
_REFUSED = ": Slack neemt dit token niet aan (Slack does not accept this token)."


def _method(error: object) -> str:
    url = str(getattr(getattr(error, "response", None), "api_url", ""))
    return url.rstrip("/").rpartition("/")[2]
