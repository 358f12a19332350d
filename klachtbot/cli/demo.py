"""``klachtbot demo``: the bot in a practice workspace, in the browser. No Slack account, no token, no network."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

from klachtbot import exits
from klachtbot.cli import logs
from klachtbot.cli.database import held
from klachtbot.cli.organisation import take_over
from klachtbot.resources import find
from klachtbot.settings import Settings


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Open the practice workspace; prints its address on one line when it is ready, and runs until interrupted."""
    del environ  # a demonstration never touches what the settings point at
    try:
        from klachtbot.practice.demo import practice_server
    except ImportError as error:
        print(f"klachtbot: de oefenwerkruimte is niet geïnstalleerd ({error.name}); zie README.", file=sys.stderr)
        return exits.SETTING
    from klachtbot.wiring import MovableClock, Told, assemble

    told = Told()
    clock = MovableClock(options.data / "datum")
    try:
        server = practice_server(clock, manifest=find("manifest.yml"), port=options.port)
        address = server.start()
    except OSError:
        print(f"klachtbot: poort {options.port} is bezet; kies een andere met --port.", file=sys.stderr)
        return exits.SETTING
    settings = Settings(
        database_url=f"sqlite:///{options.data / 'klachtbot.db'}",
        keys=None,
        bot_token=server.workspace.bot_token,
        app_token=server.workspace.app_token,
        api_url=f"{address}/api/",
    )
    organisation = Path(__file__).with_name("demo_organisation.toml")
    with held(settings):
        take_over(settings, organisation, clock)
        bot = assemble(settings, clock=clock)
        bot.start()
        logs.started()
        print(f"De oefenwerkruimte staat klaar: {address}/", flush=True)
        if not options.no_browser:
            webbrowser.open(address)
        told.wait()
        bot.stop()
    server.stop()
    return 0
