"""Letters to the people who are not in Slack, set with Typst from templates an organisation can change.

``contract`` says which letters there are, what each is told and which parts an officer writes; ``printer`` makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klachtbot.letters.printer import TypstPrinter

__all__ = ["TypstPrinter"]


def __getattr__(name: str) -> Any:
    """With the first letter: the process that sets a dossier writes none."""
    if name != "TypstPrinter":
        raise AttributeError(name)
    from klachtbot.letters.printer import TypstPrinter

    return TypstPrinter
