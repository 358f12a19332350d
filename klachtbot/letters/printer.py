"""The ``Printer`` of the use cases: letters from templates, set with Typst."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from klachtbot.letters.blocks import Block, clean, markup, plain
from klachtbot.letters.days import in_words
from klachtbot.letters.remarks import remarks_on
from klachtbot.letters.setting import LABELS, contact, typeset
from klachtbot.letters.templates import write
from klachtbot.usecases.letters import Letter, Printed, Remark


@dataclass(frozen=True, slots=True)
class TypstPrinter:
    """Sets letters. ``folder``: the organisation's own templates, or None; see ``checking.check``."""

    folder: Path | None = None

    def free_parts(self, letter: Letter) -> Mapping[str, str]:
        return {name: part.proposed for name, part in write(letter, self.folder).parts.items()}

    def remarks(self, letter: Letter) -> Sequence[Remark]:
        return remarks_on(letter, write(letter, self.folder))

    def text(self, letter: Letter) -> str:
        return _text(letter, write(letter, self.folder).blocks)

    def print(self, letter: Letter) -> Printed:
        blocks = write(letter, self.folder).blocks
        page = typeset(letter, blocks)
        return Printed(page.pdf, _text(letter, blocks), _html(letter, blocks), page.replaced)


def _text(letter: Letter, blocks: Sequence[Block]) -> str:
    return "\n\n".join(["\n".join(line for line in group if line) for group in _above(letter)] + [plain(blocks)]) + "\n"


def _above(letter: Letter) -> list[list[str]]:
    """What stands above the title: who writes, to where, when and about which case."""
    address = clean(letter.address).strip()
    reference = LABELS[letter.language]["number"].format(number=letter.number)
    to = [[clean(letter.addressee), *address.split("\n")]] if address else []
    return [
        [clean(letter.sender.organisation), *contact(letter)],
        *to,
        [in_words(letter.written_on, letter.language), reference],
    ]


def _html(letter: Letter, blocks: Sequence[Block]) -> str:
    above = "\n".join(
        f'<p dir="auto">{"<br>".join(html.escape(line) for line in group if line)}</p>' for group in _above(letter)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{letter.language}">\n<head><meta charset="utf-8"></head>\n'
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">\n'
        f"{above}\n{markup(blocks)}\n</body>\n</html>\n"
    )
