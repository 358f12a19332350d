"""What an organisation chooses about reminders: their hours, its own ladder, and whether an acknowledgement without
contact (R6) leaves by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from klachtbot.domain.ladder import HOURS, LADDER, Anchor, For, Hours, Rung
from klachtbot.usecases.organisation_file import File, OrganisationRefused, only

SOFT = frozenset(rung.name for rung in LADDER if rung.for_ in (For.SOFT, For.WANTED))
"""Rungs that may be switched off."""

FIXED = frozenset({"announcement", "last_morning", "last_afternoon", "overdue_1"})
"""Rungs that stay where they are: the day before a letter leaves by itself, the last day, and the one after it."""

MOST_DAYS = 20


@dataclass(frozen=True, slots=True)
class Reminding:
    """``days``: other numbers of working days for rungs of the ladder, by name; None: that rung is switched off."""

    hours: Hours = HOURS
    days: tuple[tuple[str, int | None], ...] = ()

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The ladder as the organisation wants it, in its order."""
        chosen = dict(self.days)
        counted = ((rung, chosen.get(rung.name, rung.n)) for rung in LADDER)
        return tuple(replace(rung, n=n) for rung, n in counted if n is not None)


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """R6: whether the acknowledgement may leave by itself on its last day, and from which hour of Amsterdam; ``since``
    when this was chosen (None: before there was anything to choose). It is no part of the choice."""

    automatic: bool = True
    at: time = time(12)
    since: datetime | None = field(default=None, compare=False)


USUAL_REMINDING, USUAL_ACKNOWLEDGING = Reminding(), Acknowledging()


# From the file -------------------------------------------------------------------------------------------------------

_REMINDERS, _RUNGS, _ACKNOWLEDGEMENT = "reminders", "reminders.ladder", "acknowledgement"
_HOURS = ("morning", "afternoon", "until")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def reminding(file: File, tables: Mapping[str, Any]) -> Reminding:
    """``[reminders]`` and ``[reminders.ladder]``. Raises ``OrganisationRefused``."""
    table = tables.get(_REMINDERS, {})
    only(file, _REMINDERS, 0, table, frozenset({*_HOURS, "ladder"}))
    usual = (HOURS.morning, HOURS.afternoon, HOURS.closes)
    morning, afternoon, until = (
        _time(file, _REMINDERS, table, key, hour) for key, hour in zip(_HOURS, usual, strict=True)
    )
    if not morning < afternoon < until:
        raise file.refused(
            _REMINDERS, 0, "afternoon" if afternoon <= morning else "until",
            "zet de tijden op volgorde: morning, afternoon, until",
            "put the hours in order: morning, afternoon, until",
        )  # fmt: skip
    return Reminding(Hours(morning, afternoon, until), _days(file, table.get("ladder", {})))


def acknowledging(file: File, tables: Mapping[str, Any], hours: Hours) -> Acknowledging:
    """``[acknowledgement]``. Raises ``OrganisationRefused``."""
    table = tables.get(_ACKNOWLEDGEMENT, {})
    only(file, _ACKNOWLEDGEMENT, 0, table, frozenset({"automatic", "at"}))
    automatic = table.get("automatic", True)
    if not isinstance(automatic, bool):
        raise file.refused(_ACKNOWLEDGEMENT, 0, "automatic", "kies true of false", "choose true or false")
    at = _time(file, _ACKNOWLEDGEMENT, table, "at", USUAL_ACKNOWLEDGING.at)
    if not hours.morning <= at < hours.closes:
        where = (_ACKNOWLEDGEMENT, "at") if table else (_REMINDERS, "morning")
        window = f"{hours.morning:%H:%M}-{hours.closes:%H:%M}"
        raise file.refused(
            where[0], 0, where[1],
            f"de ontvangstbevestiging gaat om {at:%H:%M}; dat valt buiten {window}",
            f"the acknowledgement leaves at {at:%H:%M}; that is outside {window}",
        )  # fmt: skip
    return Acknowledging(automatic, at)


def _days(file: File, table: object) -> tuple[tuple[str, int | None], ...]:
    known = {rung.name: rung for rung in LADDER}
    only(file, _RUNGS, 0, table, frozenset(known))
    assert isinstance(table, dict)
    return tuple((name, _n(file, rung, table[name])) for name, rung in known.items() if name in table)


def _n(file: File, rung: Rung, value: object) -> int | None:
    """How many working days; None when it is switched off."""
    if rung.name in FIXED:
        raise _refused(file, rung, "deze herinnering ligt vast", "this reminder cannot be changed")
    if value is False:
        if rung.name not in SOFT:
            raise _refused(
                file, rung,
                "deze herinnering hoort bij een harde termijn en kan niet uit",
                "this reminder is about a hard term and cannot be switched off",
            )  # fmt: skip
        return None
    fewest = 0 if rung.anchor is Anchor.AIM else 1
    if isinstance(value, bool) or not isinstance(value, int) or not fewest <= value <= MOST_DAYS:
        off = ", of false" if rung.name in SOFT else ""
        raise _refused(
            file, rung,
            f"noem een aantal werkdagen van {fewest} t/m {MOST_DAYS}{off}",
            f"name a number of working days from {fewest} to {MOST_DAYS}{off and ', or false'}",
        )  # fmt: skip
    return value


def _refused(file: File, rung: Rung, nl: str, en: str) -> OrganisationRefused:
    return file.refused(_RUNGS, 0, rung.name, f"{rung.name}: {nl}", f"{rung.name}: {en}")


def _time(file: File, name: str, table: Mapping[str, Any], key: str, usual: time) -> time:
    value = table.get(key)
    if value is None:
        return usual
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise file.refused(name, 0, key, f'noem {key} als "09:00"', f'name {key} as "09:00"')
    return time(int(found[1]), int(found[2]))


# For who compares and keeps it ---------------------------------------------------------------------------------------


def shown(reminding: Reminding, acknowledging: Acknowledging) -> dict[str, str]:
    """The settings in one line each, by name."""
    hours = reminding.hours
    return {
        "reminders": ", ".join(f"{hour:%H:%M}" for hour in (hours.morning, hours.afternoon, hours.closes)),
        "reminders.ladder": ", ".join(f"{name} = {'false' if n is None else n}" for name, n in reminding.days),
        "acknowledgement": f"{acknowledging.at:%H:%M}" if acknowledging.automatic else "automatic = false",
    }
