"""What a form said, as plain JSON: to tell the same form, sent again, from one that was corrected."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from klachtbot.usecases.ports import Sent

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def as_sent(form: DataclassInstance) -> Sent:
    """Every field of the form; days in ISO."""
    found: Sent = json.loads(json.dumps(asdict(form), default=str))
    return found
