"""What is wrong with a letter, or could be better: what the regulation forbids, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence

from klachtbot.letters.templates import Written
from klachtbot.usecases.letters import Letter, Remark


def remarks_on(letter: Letter, written: Written) -> Sequence[Remark]:
    return []
