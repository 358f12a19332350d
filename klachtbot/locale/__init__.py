"""Catalogues: Dutch is the language the texts are written in; English stands in ``en/LC_MESSAGES``.

Made and compiled with ``make translations``; a test fails when a text has no translation.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "en")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into ``language``; for Dutch (and anything unknown) the texts as they are written."""
    if language == "en":
        path = Path(__file__).parent / "en" / "LC_MESSAGES" / "klachtbot.mo"
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    return gettext.NullTranslations()
