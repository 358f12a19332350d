"""Counting without a gap: the next number of a series and year, sealed so that nobody turns it back."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from klachtbot.storage import chain, tables
from klachtbot.storage.vault import Vault

_T = tables.numbers.c
_THIS = (_T.series == bindparam("of_series"), _T.year == bindparam("of_year"))
_RAISE = update(tables.numbers).where(*_THIS).values(last=_T.last + 1).returning(_T.last)
_SEAL = update(tables.numbers).where(*_THIS).values(seal=bindparam("made"))
_BEGIN = {
    "postgresql": postgresql.insert(tables.numbers).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(tables.numbers).on_conflict_do_nothing(),
}


def next_number(connection: Connection, vault: Vault, series: str, year: int) -> int:
    """The next number of a series and year; its row stays locked until the transaction ends, so none is skipped."""
    this = {"of_series": series, "of_year": year}
    last: int | None = connection.scalar(_RAISE, this)
    if last is None:
        begin = {"series": series, "year": year, "last": 0, "seal": b""}
        connection.execute(_BEGIN[connection.dialect.name], begin)
        last = connection.scalar(_RAISE, this)
        assert last is not None
    sealed = chain.number_seal(vault.integrity, series, year, last)
    connection.execute(_SEAL, {**this, "made": sealed})
    return last
