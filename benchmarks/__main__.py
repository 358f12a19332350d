"""``python -m benchmarks [name …]``: JSON lines as they come, then a table. No name: all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks.report import Result, table


def _workdays() -> Iterator[Result]:
    from benchmarks import workdays

    return workdays.run()


def _start() -> Iterator[Result]:
    from benchmarks import start

    return start.run()


def _ack() -> Iterator[Result]:
    from benchmarks import ack

    return ack.run()


def _ack_on_postgresql() -> Iterator[Result]:
    from benchmarks import ack

    return ack.run_on_postgresql()


def _letters() -> Iterator[Result]:
    from benchmarks import letters

    return letters.run()


def _dossier() -> Iterator[Result]:
    from benchmarks import dossier

    return dossier.run()


def _deliver() -> Iterator[Result]:
    from benchmarks import deliver

    return deliver.run()


def _sweep() -> Iterator[Result]:
    from benchmarks import sweep

    return sweep.run()


def _nudges() -> Iterator[Result]:
    from benchmarks import nudges

    return nudges.run()


def _search() -> Iterator[Result]:
    from benchmarks import search

    return search.run()


# Imported only when they run: a start is timed from outside, but memory and threads of this process are shared.
BENCHMARKS: dict[str, Callable[[], Iterator[Result]]] = {
    "workdays": _workdays,
    "letters": _letters,
    "dossier": _dossier,
    "start": _start,
    "ack": _ack,
    "ack.postgresql": _ack_on_postgresql,
    "deliver": _deliver,
    "sweep": _sweep,
    "nudges": _nudges,
    "search": _search,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(BENCHMARKS)}")
    results = []
    for name in names:
        for result in BENCHMARKS[name]():
            print(result.json(), flush=True)
            results.append(result)
    print()
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
