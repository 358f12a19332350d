"""The command line: ``klachtbot serve``, ``demo``, ``deadlines``, ``organisation``, ``outbox``, ``verify``, …"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from klachtbot import exits
from klachtbot.cli import deadlines, logs

Run = Callable[[argparse.Namespace, Mapping[str, str]], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command. Exit code 2 and one line for a setting or option that is missing or wrong; 70 and one line when
    the database or Slack is away, which may pass."""
    parser = argparse.ArgumentParser(prog="klachtbot", description="De klachtenregeling van OCO Almere in Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="opdracht")
    commands.add_parser("serve", help="de bot, verbonden met Slack")
    demo = commands.add_parser("demo", help="de bot in een oefenwerkruimte, in de browser")
    demo.add_argument("--port", type=_port, default=8765, help="poort van de oefenwerkruimte (0: een vrije)")
    demo.add_argument("--no-browser", action="store_true", help="geen browser openen")
    demo.add_argument("--data", type=Path, default=Path(".klachtbot/demo"), help="map voor de oefengegevens")
    commands.add_parser("migrate", help="de database maken of bijwerken")
    organisation = commands.add_parser("organisation", help="wie er werken en wat zij doen")
    verbs = organisation.add_subparsers(dest="verb", required=True, metavar="wat")
    apply = verbs.add_parser("apply", help="een organisatiebestand overnemen; laat eerst het verschil zien")
    apply.add_argument("file", type=Path)
    apply.add_argument("--yes", action="store_true", help="niet vragen, meteen overnemen")
    apply.add_argument("--force", action="store_true", help="ook als dat ongedaan maakt wat in Slack is gewijzigd")
    export = verbs.add_parser("export", help="het organisatiebestand schrijven, zoals het nu is")
    export.add_argument("file", type=Path, nargs="?", help="waarheen (anders: op het scherm)")
    export.add_argument("--force", action="store_true", help="een bestand dat er al is vervangen")
    outbox = commands.add_parser("outbox", help="wat nog niet verstuurd is, en wat mislukte (1: kijk ernaar)")
    outbox.add_argument("--days", type=_days, default=7, metavar="N", help="ook wat de laatste N dagen mislukte (7)")
    outbox.add_argument("--json", action="store_true", help="als JSON")
    verify = commands.add_parser("verify", help="nagaan of er iets in de database is veranderd (1: ja)")
    verify.add_argument("--json", action="store_true", help="als JSON, met alles wat niet klopt")
    verify.add_argument("--seal", default="", metavar="ZEGEL", help="het zegel van een eerdere keer")
    retention = commands.add_parser("retention", help="welke dossiers binnenkort vernietigd worden")
    retention.add_argument("--json", action="store_true", help="als JSON")
    rotate = commands.add_parser("rotate-key", help="alles onder een nieuwe hoofdsleutel brengen")
    rotate.add_argument(
        "--while-serving", action="store_true", help="elke klachtbot is al herstart met beide sleutels (PostgreSQL)"
    )
    out = commands.add_parser("export", help="alles van één klacht als ZIP")
    out.add_argument("number", metavar="NUMMER", help="bijvoorbeeld K-2026-007")
    out.add_argument("--out", type=Path, required=True, metavar="MAP", help="in welke map")
    deadlines.add_parser(commands)
    options = parser.parse_args(argv)
    logs.set_up()
    if options.command == "deadlines":
        return deadlines.run(options)
    return _with_settings(options)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 36_500:
        raise ValueError(text)
    return days


_port.__name__, _days.__name__ = "poort", "aantal dagen"  # argparse names them: "invalid poort value"


def _with_settings(options: argparse.Namespace) -> int:
    from klachtbot.cli import database, demo, export, organisation, outbox, retention, rotate_key, serving, verify
    from klachtbot.cli.organisation import FileRefused
    from klachtbot.domain.errors import StorageAway
    from klachtbot.settings import SettingError, environment
    from klachtbot.storage.refusals import StorageRefused

    runs: dict[str, Run] = {
        "serve": serving.run,
        "demo": demo.run,
        "migrate": database.migrate,
        "organisation": organisation.run,
        "outbox": outbox.run,
        "verify": verify.run,
        "retention": retention.run,
        "rotate-key": rotate_key.run,
        "export": export.run,
    }
    try:
        return runs[options.command](options, environment(os.environ, Path.cwd()))
    except (SettingError, StorageRefused, FileRefused) as error:
        print(f"klachtbot: {error}", file=sys.stderr)
        return exits.SETTING
    except StorageAway:
        print("klachtbot: DATABASE_URL: de database antwoordt niet (the database does not answer).", file=sys.stderr)
        return exits.AWAY
    except KeyboardInterrupt:
        return exits.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
