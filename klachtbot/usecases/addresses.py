"""Addresses as people write them down."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def is_email(text: str) -> bool:
    """Whether this can be an e-mail address: something, one @, and a domain of at least two parts."""
    return _EMAIL.fullmatch(text) is not None


def found_email(text: str) -> str:
    """The first e-mail address in what somebody wrote down, or ""."""
    return next((word for word in text.replace(",", " ").replace(";", " ").split() if is_email(word)), "")
