"""The workspace of ``klachtbot demo``: invented people, the app's own manifest, a server on this machine."""

from __future__ import annotations

from pathlib import Path

from klachtbot.practice.manifest import read_manifest
from klachtbot.practice.model import PracticeClock
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.workspace import DEMO_SEED, Workspace


def practice_server(clock: PracticeClock, *, manifest: Path, port: int) -> PracticeServer:
    """The server, not started yet."""
    return PracticeServer(Workspace.seed(DEMO_SEED, read_manifest(manifest), clock), port=port)
