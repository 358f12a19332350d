"""Letters to the people who are not in Slack, set with Typst from templates an organisation can change.

``contract`` says which letters there are, what each is told and which parts an officer writes; ``printer`` makes them.
"""

from __future__ import annotations

from klachtbot.letters.printer import TypstPrinter

__all__ = ["TypstPrinter"]
