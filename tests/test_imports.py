"""Imports point inwards, as docs/architecture.md draws the layers."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "klachtbot"
INNER = {"domain", "usecases", "resources"}
EVERYTHING = {path.stem for path in ROOT.iterdir() if path.is_dir() or path.suffix == ".py"}

MAY_IMPORT = {
    "domain": {"domain"},
    "usecases": {"usecases", "domain"},
    "storage": {"storage", *INNER},
    "slack": {"slack", *INNER},
    "clock": {"clock", *INNER},
    "letters": {"letters", *INNER},
    "mail": {"mail", *INNER},
    "practice": {"practice"},
    "settings": {"settings"},
    "locale": {"locale"},
    "resources": {"resources"},
    "exits": {"exits"},
    "wiring": EVERYTHING,
    "__main__": EVERYTHING,
    "cli": EVERYTHING,
}
"""Which part of klachtbot may import which. A new part needs a row here and in docs/architecture.md."""

COMPOSING = {"wiring", "__main__", "cli"}

MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def part(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST, module: Path) -> Iterator[str]:
    """The full dotted name of everything imported in this tree."""
    package = ("klachtbot", *module.relative_to(ROOT).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{prefix}.{alias.name}" for alias in node.names)


def ours(names: Iterator[str]) -> set[str]:
    """The parts of klachtbot among these names."""
    found = (name.split(".") for name in names)
    return {words[1] for words in found if words[0] == "klachtbot" and len(words) > 1 and words[1] in EVERYTHING}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_points_outwards(module: Path) -> None:
    tree = ast.parse(module.read_text())

    outwards = ours(imports(tree, module)) - MAY_IMPORT[part(module)]

    assert outwards == set()


@pytest.mark.parametrize("module", [m for m in MODULES if part(m) in COMPOSING], ids=lambda path: path.stem)
def test_the_practice_workspace_is_imported_only_where_it_is_used(module: Path) -> None:
    tree = ast.parse(module.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = []

    assert "practice" not in ours(imports(tree, module))


@pytest.mark.parametrize("module", [m for m in MODULES if part(m) == "domain"], ids=lambda path: path.stem)
def test_the_domain_needs_nothing_but_python_when_it_is_imported(module: Path) -> None:
    tree = ast.parse(module.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = []  # `holidays` is imported where a calendar is made

    foreign = {name.split(".")[0] for name in imports(tree, module)} - sys.stdlib_module_names - {"klachtbot"}

    assert foreign == set()
