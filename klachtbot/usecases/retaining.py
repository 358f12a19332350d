"""How long the organisation keeps dossiers, as its file says (R21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klachtbot.domain.retention import Retention
from klachtbot.usecases.organisation_file import File, only

USUAL_RETENTION = Retention()
_TABLE, _INTERNAL, _COMMITTEE = "retention", "internal_years", "committee_years"
MOST_YEARS = 20


def retaining(file: File, tables: Mapping[str, Any]) -> Retention:
    """``[retention]``; without it nothing is confirmed and nothing is destroyed. Raises ``OrganisationRefused``."""
    table = tables.get(_TABLE)
    if table is None:
        return USUAL_RETENTION
    only(file, _TABLE, 0, table, frozenset({_INTERNAL, _COMMITTEE}))
    return Retention(_years(file, table, _INTERNAL), _years(file, table, _COMMITTEE), confirmed=True)


def _years(file: File, table: Mapping[str, Any], key: str) -> int:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_YEARS:
        raise file.refused(
            _TABLE, 0, key if key in table else "",
            f"noem bij {key} een aantal jaren van 1 t/m {MOST_YEARS}",
            f"name a number of years from 1 to {MOST_YEARS} for {key}",
        )  # fmt: skip
    return value


def shown(retention: Retention) -> dict[str, str]:
    """The setting in one line, by name."""
    years = f"{_INTERNAL} = {retention.internal_years}, {_COMMITTEE} = {retention.committee_years}"
    return {"retention": years if retention.confirmed else ""}
