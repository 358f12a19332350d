"""The tables, in one place: what stands in the database and in which column.

Personal words stand in ``ciphertext`` columns only (and in the encrypted columns of ``people``); everything else is a
code, a date or one of our own ids. Money is spent on checks: what the code may assume, the database enforces.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

from klachtbot.domain.model import Series
from klachtbot.usecases.documents import DocumentKind, DocumentState, Reading
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.roster import ChangeKind


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored and given back in UTC; SQLite would lose the zone. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NO_TERM = date(9999, 12, 31)
"""``urgent_on`` of a case without a running term: it sorts last, in both databases, from the index."""

AT_ONCE = date(1, 1, 1)
"""``urgent_on`` of a case that cannot wait: it sorts first while that lasts, whatever is due."""

REPORT_SERIES: Mapping[Series, str] = {Series.ORDINARY: "M", Series.SUPERVISOR: "LM"}
"""The rows of ``numbers`` that count reports (``M-2026-001``). Those that only the supervisor sees (R23) are counted
apart, so that a coordinator sees no gap."""

REPORTED = text("stage = 'reported'")
STOOD_IN_FOR = text("deputy IS NOT NULL")
AWAITED = text("state = 'awaited'")
LOOSE = text("message IS NULL")
WITH_COMMITTEE = text("stage IN ('referred', 'deliberated', 'hearing_held', 'ruled')")
OPEN_CHANNEL = text("channel IS NOT NULL AND archived_at IS NULL")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id", *args: Any, **more: Any) -> Column[str]:
    return Column(name, String(32), *args, **more)


def _of_complaint(*args: Any, **more: Any) -> Column[str]:
    # Looked at when the transaction ends, so that the complaint, which needs its number, can be written last.
    fk = ForeignKey("complaints.id", deferrable=True, initially="DEFERRED")
    return Column("complaint", String(32), fk, *args, **more)


def _one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


# Random keys of this database (integrity, blind, people), each wrapped by a master key: a new master re-wraps three
# rows and the key of each dossier, and never a letter or a story.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("key_id", String(64), nullable=False),
    _bytes("wrapped"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String(64), primary_key=True),
    _bytes("value"),  # sealed JSON: among them is how to reach people
)

organisations = Table(
    "organisations",
    metadata,
    _id(primary_key=True),
    _bytes("name"),
    Column("term", LargeBinary(16), nullable=False, unique=True),  # keyed hash of the name: the same one is found again
)

people = Table(
    "people",
    metadata,
    _id(primary_key=True),
    Column("slack_id", String(32), unique=True),
    _bytes("name"),
    _bytes("email"),
    _bytes("organisation"),
    _bytes("nicknames"),
    Column("active", Boolean, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("person", String(32), ForeignKey("people.id"), primary_key=True),
    Column("position", String(32), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("until", Date),  # the first day it no longer holds
    Column("organisation", String(32), ForeignKey("organisations.id")),  # who filled the committee's seat
    Column("office_from", Date),  # the term of office, as the file says it: its first and its last day
    Column("office_until", Date),
    Column("place", Integer),  # in the file: who stands first is asked first
    CheckConstraint("until IS NULL OR until >= since", name="until"),
    Index("ix_positions_position", "position", "until"),
)

# What was changed in the organisation, and by whom (nobody: the command line). Only ever added to; no names.
organisation_changes = Table(
    "organisation_changes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("changed_at", Instant, nullable=False),
    Column("by_person", String(32), ForeignKey("people.id")),
    Column("kind", String(32), nullable=False),
    Column("about", String(32), ForeignKey("people.id")),
    Column("organisation", String(32), ForeignKey("organisations.id")),
    Column("submission", String(128), unique=True),
    _one_of("kind", ChangeKind),
)

# Who is away on which days. Why somebody is away is nobody's business and has no column.
absences = Table(
    "absences",
    metadata,
    _id(primary_key=True),
    Column("person", String(32), ForeignKey("people.id"), nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date),
    CheckConstraint("last_on IS NULL OR last_on >= first_on", name="last_on"),
    Index("ix_absences_person", "person", "first_on"),
)

# Days of the week on which somebody never works: 0 is Monday.
weekdays_off = Table(
    "weekdays_off",
    metadata,
    Column("person", String(32), ForeignKey("people.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True, autoincrement=False),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
)

numbers = Table(
    "numbers",
    metadata,
    Column("series", String(2), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    _bytes("seal"),
    _one_of("series", (*Series, *REPORT_SERIES.values())),
    CheckConstraint("last >= 0", name="last"),
)

complaints = Table(
    "complaints",
    metadata,
    _id(primary_key=True),
    Column("number", String(16), unique=True),
    Column("reference", String(16), unique=True),  # as a report; None when it was registered at once
    Column("released_from", String(16), unique=True),  # its reference before the supervisor released it (R23)
    Column("series", String(1), nullable=False),
    Column("year", Integer),
    Column("sequence", Integer),
    Column("stage", String(32), nullable=False),
    Column("officer", String(32), ForeignKey("people.id"), nullable=False),
    Column("deputy", String(32), ForeignKey("people.id")),  # who said "waarnemen", while that lasts
    Column("received_on", Date, nullable=False),
    Column("registered_on", Date),
    Column("closed_on", Date),
    Column("is_open", Boolean, nullable=False),
    Column("urgent_on", Date, nullable=False),
    Column("next_term", String(64)),
    Column("next_subject", String(32)),
    Column("next_due_on", Date),
    Column("next_last_working_day", Date),
    Column("next_late_after", Date),
    Column("next_status", String(16)),
    Column("event_count", Integer, nullable=False),
    _bytes("chain_head"),
    _bytes("document_head"),  # over the seals of its documents, so that none is taken out or put back as it was
    _bytes("seal"),
    Column("look_at", Instant),  # when it may owe a nudge; not sealed: whoever sweeps moves it on
    UniqueConstraint("series", "year", "sequence"),
    _one_of("series", Series),
    CheckConstraint(
        "(number IS NULL AND year IS NULL AND sequence IS NULL)"
        " OR (number IS NOT NULL AND year IS NOT NULL AND sequence >= 1)",
        name="numbered",
    ),
    CheckConstraint("number IS NOT NULL OR reference IS NOT NULL", name="called"),
    CheckConstraint("event_count >= 1", name="event_count"),
    # The list: one officer's open cases, most urgent first, straight from the index; counting never leaves it.
    Index("ix_complaints_list", "officer", "is_open", "urgent_on", "year", "sequence", "series"),
    # A sweep costs what is due, however much is running.
    Index("ix_complaints_look_at", "look_at"),
    # What may have to be destroyed, when its time has come.
    Index("ix_complaints_closed_on", "closed_on"),
    # Reports wait for a few days at most: the index of all that wait stays small.
    Index("ix_complaints_reported", "urgent_on", sqlite_where=REPORTED, postgresql_where=REPORTED),
    # What somebody stands in for, to be given back: as few as there are people away.
    Index("ix_complaints_deputy", "deputy", sqlite_where=STOOD_IN_FOR, postgresql_where=STOOD_IN_FOR),
    # What the committee has, a few at a time: each may need its channel.
    Index("ix_complaints_with_committee", "event_count", sqlite_where=WITH_COMMITTEE, postgresql_where=WITH_COMMITTEE),
)

# One random data key per dossier, in a table of its own so that it can stay out of backups that are kept for long:
# a dossier whose key is destroyed is destroyed in every copy.
case_keys = Table(
    "case_keys",
    metadata,
    _of_complaint(primary_key=True),
    Column("key_id", String(64), nullable=False),
    _bytes("wrapped"),
)

events = Table(
    "events",
    metadata,
    _of_complaint(primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("entered_at", Instant, nullable=False),
    Column("action", String(64), nullable=False),
    Column("by_person", String(32), ForeignKey("people.id")),
    Column("happened_on", Date, nullable=False),
    Column("facts", Text, nullable=False),  # canonical JSON, see chain.py
    Column("stage", String(32)),
    Column("subject", String(32), nullable=False),
    Column("attributes", Text, nullable=False),  # canonical JSON
    Column("submission", String(128), unique=True),
    _bytes("sent", nullable=True),  # keyed digest of what that form said: tells it from a corrected one
    _bytes("ciphertext"),
    _bytes("mac"),
    CheckConstraint("seq >= 1", name="seq"),
)

# Keyed hashes of what the complainant is called and can be reached by: finds other dossiers of the same person, and
# cannot be read back without the key.
search_terms = Table(
    "search_terms",
    metadata,
    Column("term", LargeBinary(16), primary_key=True),
    _of_complaint(primary_key=True, index=True),
)

# To whom a dossier is shut (``people.marks``), derived from the events: so that a list and its count leave it out
# without opening it.
denials = Table(
    "denials",
    metadata,
    Column("mark", String(64), primary_key=True),
    _of_complaint(primary_key=True, index=True),
)

# Derived from the events, rewritten with each: an index, so that a sweep costs what is due and not what exists.
deadlines = Table(
    "deadlines",
    metadata,
    _of_complaint(primary_key=True),
    Column("term", String(64), primary_key=True),
    Column("subject", String(32), primary_key=True),
    Column("rule", String(16), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("last_working_day", Date, nullable=False),
    Column("late_after", Date),  # None: a term of our own, never late
    Column("met_on", Date),
    Column("status", String(16), nullable=False),
    Index("ix_deadlines_due", "status", "last_working_day"),
)

# Which nudges were told to whom: the memory of the ladder. Codes, dates and ids only.
nudges = Table(
    "nudges",
    metadata,
    _of_complaint(primary_key=True),
    Column("term", String(64), primary_key=True),
    Column("subject", String(32), primary_key=True),
    Column("started_on", Date, primary_key=True),
    Column("rung", String(32), primary_key=True),
    Column("rung_on", Date, primary_key=True),
    Column("person", String(32), ForeignKey("people.id"), primary_key=True),
    Column("told_at", Instant, nullable=False),
    Column("message", String(200), index=True),  # the key of the outbox row that carries it; None: none does yet
    # What no message carries yet is what one sweep found.
    Index("ix_nudges_loose", "person", sqlite_where=LOOSE, postgresql_where=LOOSE),
)

# Who wants to hear of a term again, and when. The last word counts.
snoozes = Table(
    "snoozes",
    metadata,
    _of_complaint(primary_key=True),
    Column("term", String(64), primary_key=True),
    Column("subject", String(32), primary_key=True),
    Column("person", String(32), ForeignKey("people.id"), primary_key=True),
    Column("until", Instant, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    _id(primary_key=True),
    _of_complaint(nullable=False),
    Column("position", Integer, nullable=False),  # 1, 2, … in its dossier
    Column("added_at", Instant, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("size", Integer, nullable=False),  # of the plain bytes
    _bytes("digest"),  # keyed, of the plain bytes: equal files are seen, and nothing can be guessed from it
    Column("reading", String(16)),  # None: not decided yet
    Column("shielded", String(32), ForeignKey("documents.id")),  # what the respondent reads instead
    Column("origin", String(200), nullable=False),
    Column("slack_file", String(32), nullable=False),
    Column("code", String(64), nullable=False),  # why it could not be had
    _bytes("details"),  # sealed JSON: its name, and why it is withheld
    _bytes("seal"),  # over every other column, the ciphertext too
    _bytes("ciphertext", nullable=True),  # None: not here (yet). The last column, so that a list need not read past it.
    UniqueConstraint("complaint", "position"),
    _one_of("kind", DocumentKind),
    _one_of("state", DocumentState),
    CheckConstraint("(state = 'kept') = (ciphertext IS NOT NULL)", name="kept"),
    CheckConstraint(f"reading IN ({', '.join(repr(str(one)) for one in Reading)})", name="reading"),
    CheckConstraint("(reading = 'shielded') OR (shielded IS NULL)", name="shielded"),
    CheckConstraint("size >= 0", name="size"),
    # What is still to be fetched is little, however much was ever added.
    Index("ix_documents_awaited", "added_at", sqlite_where=AWAITED, postgresql_where=AWAITED),
)

# Who opened what of a dossier, and when (R21): never changed, and never what stood in it.
reads = Table(
    "reads",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _of_complaint(nullable=False),
    Column("person", String(32), ForeignKey("people.id"), nullable=False),
    Column("opened", String(32), nullable=False),
    Column("item", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    _one_of("opened", Opened),
    # Whether somebody opened the same a moment ago, and all of one dossier.
    Index("ix_reads_complaint", "complaint", "person", "at"),
)

# The private channel of the committee for one case: what was made of it, in Slack's ids and our own codes.
channels = Table(
    "channels",
    metadata,
    _of_complaint(primary_key=True),
    Column("channel", String(32), unique=True),  # Slack's id; None while there is none
    Column("name", String(80), nullable=False),
    Column("stands", Text, nullable=False),  # JSON, see channels.py: what stands there, and who did not get in
    Column("archived_at", Instant),
    # When somebody last looked what it should be like: how many entries the case had, and on which day.
    Column("seen", Integer, nullable=False),
    Column("seen_on", Date, nullable=False),
    Index("ix_channels_open", "channel", sqlite_where=OPEN_CHANNEL, postgresql_where=OPEN_CHANNEL),
)

# What is left of a dossier that was destroyed (R21): what it was called, and codes that are counted. No day, no person.
tombstones = Table(
    "tombstones",
    metadata,
    _id("complaint", primary_key=True),
    Column("number", String(16), unique=True),
    Column("reference", String(16), unique=True),
    Column("released_from", String(16), unique=True),
    Column("destroyed_on", Date, nullable=False),
    Column("figures", Text, nullable=False),  # canonical JSON, see retention.py
    Column("left_in_slack", Text, nullable=False),  # canonical JSON: Slack's ids of what only an administrator deletes
    _bytes("seal"),
    CheckConstraint("number IS NOT NULL OR reference IS NOT NULL", name="called"),
)

OUTBOX_STATUSES = ("waiting", "claimed", "done", "failed")
UNSENT_STATUSES = OUTBOX_STATUSES[:2]
UNSENT = text("status IN ('waiting', 'claimed')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("recipient", String(32), ForeignKey("people.id"), nullable=False),
    _of_complaint(),
    Column("payload", Text, nullable=False),  # JSON: ids and codes only
    Column("status", String(16), nullable=False),
    Column("added_at", Instant, nullable=False),  # the clock of the procedure
    Column("not_before", Instant),  # the clock of the procedure
    # All below: the clock of the transport.
    Column("attempts", Integer, nullable=False),
    Column("strikes", Integer, nullable=False, default=0),  # of the attempts: how often the trouble was its own
    Column("retry_at", Instant),
    Column("claim", String(32)),
    Column("claimed_at", Instant),
    Column("lease_until", Instant),
    Column("doubt_since", Instant),  # the first claim after which it may have been sent without our knowing
    Column("finished_at", Instant),
    Column("code", String(64)),  # why it failed, in Slack's word
    Column("channel", String(32)),
    Column("ts", String(32)),
    Column("upload", String(32)),  # Slack's id of the file it brings, kept before the upload is completed
    _one_of("status", OUTBOX_STATUSES),
    CheckConstraint("(status = 'claimed') = (claim IS NOT NULL)", name="claim"),
    # What is still to be sent is little, however much was ever sent.
    Index("ix_outbox_unsent", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_unsent_of_complaint", "complaint", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_unsent_of_recipient", "recipient", sqlite_where=UNSENT, postgresql_where=UNSENT),
    Index("ix_outbox_recipient", "recipient", "finished_at"),
)
