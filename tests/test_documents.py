"""What the decisions and the glossary point at exists: a file that was moved or renamed is noticed here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from klachtbot.__main__ import main
from klachtbot.storage.verify import Kind

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
PAGES = [
    *DECISIONS,
    *(
        ROOT / "docs" / name
        for name in (
            "adr/README.md",
            "documents.md",
            "glossary.md",
            "organisation.md",
            "privacy.md",
            "regulation.md",
            "security.md",
        )
    ),
]
FILE = re.compile(r"`((?:klachtbot|tests|migrations)/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[\w-]+)?\)")
COMMAND = re.compile(r"^    ([a-z-]+)(?: |$)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = [ROOT / name for name in FILE.findall(text)] + [page.parent / name for name in LINK.findall(text)]

    missing = [path.name for path in named if not path.exists()]

    assert missing == []


def test_every_decision_has_its_own_number_and_stands_in_the_list() -> None:
    listed = LINK.findall((ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8"))

    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert listed == [page.name for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_every_decision_says_why_what_and_at_what_price(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    missing = [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text]

    assert missing == []


def test_the_readme_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = COMMAND.findall(capsys.readouterr().out)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    missing = [name for name in commands if f"`klachtbot {name}" not in readme and f"make {name}" not in readme]

    assert len(commands) > 5
    assert missing == []


def test_the_kinds_of_breaks_stand_in_the_page_about_security() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

    assert [kind.value for kind in Kind if f"`{kind.value}`" not in text] == []
