"""The tables of the first klachtbot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REPORTED = sa.text("stage = 'reported'")
STOOD_IN_FOR = sa.text("deputy IS NOT NULL")
LOOSE = sa.text("message IS NULL")
WITH_COMMITTEE = sa.text("stage IN ('referred', 'deliberated', 'hearing_held', 'ruled')")
OPEN_CHANNEL = sa.text("channel IS NOT NULL AND archived_at IS NULL")
UNSENT = sa.text("status IN ('waiting', 'claimed')")


def upgrade() -> None:
    op.create_table(
        "numbers",
        sa.Column("series", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("series IN ('K', 'L', 'M', 'LM')", name=op.f("ck_numbers_series")),
        sa.CheckConstraint("last >= 0", name=op.f("ck_numbers_last")),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_numbers")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("term", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("term", name=op.f("uq_organisations_term")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("organisation", sa.LargeBinary(), nullable=False),
        sa.Column("nicknames", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_people_slack_id")),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.CheckConstraint("last_on IS NULL OR last_on >= first_on", name=op.f("ck_absences_last_on")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_absences_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_person", "absences", ["person", "first_on"], unique=False)
    op.create_table(
        "weekdays_off",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekdays_off_weekday")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_weekdays_off_person")),
        sa.PrimaryKeyConstraint("person", "weekday", name=op.f("pk_weekdays_off")),
    )
    op.create_table(
        "complaints",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("released_from", sa.String(length=16), nullable=True),
        sa.Column("series", sa.String(length=1), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=32), nullable=False),
        sa.Column("deputy", sa.String(length=32), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("urgent_on", sa.Date(), nullable=False),
        sa.Column("next_term", sa.String(length=64), nullable=True),
        sa.Column("next_subject", sa.String(length=32), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_last_working_day", sa.Date(), nullable=True),
        sa.Column("next_late_after", sa.Date(), nullable=True),
        sa.Column("next_status", sa.String(length=16), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.LargeBinary(), nullable=False),
        sa.Column("document_head", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("series IN ('K', 'L')", name=op.f("ck_complaints_series")),
        sa.CheckConstraint(
            "(number IS NULL AND year IS NULL AND sequence IS NULL)"
            " OR (number IS NOT NULL AND year IS NOT NULL AND sequence >= 1)",
            name=op.f("ck_complaints_numbered"),
        ),
        sa.CheckConstraint("number IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_complaints_called")),
        sa.CheckConstraint("event_count >= 1", name=op.f("ck_complaints_event_count")),
        sa.ForeignKeyConstraint(["officer"], ["people.id"], name=op.f("fk_complaints_officer")),
        sa.ForeignKeyConstraint(["deputy"], ["people.id"], name=op.f("fk_complaints_deputy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_complaints_reference")),
        sa.UniqueConstraint("released_from", name=op.f("uq_complaints_released_from")),
        sa.UniqueConstraint("series", "year", "sequence", name=op.f("uq_complaints_series")),
    )
    op.create_index(
        "ix_complaints_list",
        "complaints",
        ["officer", "is_open", "urgent_on", "year", "sequence", "series"],
        unique=False,
    )
    op.create_index(
        "ix_complaints_reported",
        "complaints",
        ["urgent_on"],
        unique=False,
        sqlite_where=REPORTED,
        postgresql_where=REPORTED,
    )
    op.create_index(
        "ix_complaints_deputy",
        "complaints",
        ["deputy"],
        unique=False,
        sqlite_where=STOOD_IN_FOR,
        postgresql_where=STOOD_IN_FOR,
    )
    op.create_table(
        "positions",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("position", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.Column("office_from", sa.Date(), nullable=True),
        sa.Column("office_until", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_positions_until")),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=op.f("fk_positions_organisation")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_positions_person")),
        sa.PrimaryKeyConstraint("person", "position", "since", name=op.f("pk_positions")),
    )
    op.create_index("ix_positions_position", "positions", ["position", "until"], unique=False)
    op.create_table(
        "organisation_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=True),
        sa.Column("organisation", sa.String(length=32), nullable=True),
        sa.Column("submission", sa.String(length=128), nullable=True),
        sa.CheckConstraint(
            "kind IN ('added', 'changed', 'removed', 'organisation_added', 'organisation_renamed', 'applied',"
            " 'exported')",
            name=op.f("ck_organisation_changes_kind"),
        ),
        sa.ForeignKeyConstraint(["about"], ["people.id"], name=op.f("fk_organisation_changes_about")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_organisation_changes_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.id"], name=op.f("fk_organisation_changes_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_changes")),
        sa.UniqueConstraint("submission", name=op.f("uq_organisation_changes_submission")),
    )
    op.create_table(
        "case_keys",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_case_keys_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("complaint", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "deadlines",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("last_working_day", sa.Date(), nullable=False),
        sa.Column("late_after", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_deadlines_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("complaint", "term", "subject", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_due", "deadlines", ["status", "last_working_day"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("reading", sa.String(length=16), nullable=True),
        sa.Column("shielded", sa.String(length=32), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("slack_file", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('letter', 'mail', 'complaint', 'correspondence', 'reaction', 'report', 'ruling', "
            "'authorisation', 'other')",
            name=op.f("ck_documents_kind"),
        ),
        sa.CheckConstraint("state IN ('awaited', 'kept', 'failed')", name=op.f("ck_documents_state")),
        sa.CheckConstraint("(state = 'kept') = (ciphertext IS NOT NULL)", name=op.f("ck_documents_kept")),
        sa.CheckConstraint("reading IN ('whole', 'shielded', 'withheld')", name=op.f("ck_documents_reading")),
        sa.CheckConstraint("(reading = 'shielded') OR (shielded IS NULL)", name=op.f("ck_documents_shielded")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_documents_size")),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_documents_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["shielded"], ["documents.id"], name=op.f("fk_documents_shielded")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("complaint", "position", name=op.f("uq_documents_complaint")),
    )
    op.create_index(
        "ix_documents_awaited",
        "documents",
        ["added_at"],
        unique=False,
        sqlite_where=sa.text("state = 'awaited'"),
        postgresql_where=sa.text("state = 'awaited'"),
    )
    op.create_table(
        "events",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("by_person", sa.String(length=32), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("submission", sa.String(length=128), nullable=True),
        sa.Column("sent", sa.LargeBinary(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_events_by_person")),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_events_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("complaint", "seq", name=op.f("pk_events")),
        sa.UniqueConstraint("submission", name=op.f("uq_events_submission")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("complaint", sa.String(length=32), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubt_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("upload", sa.String(length=32), nullable=True),
        sa.CheckConstraint("(status = 'claimed') = (claim IS NOT NULL)", name=op.f("ck_outbox_claim")),
        sa.CheckConstraint("status IN ('waiting', 'claimed', 'done', 'failed')", name=op.f("ck_outbox_status")),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_outbox_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["recipient"], ["people.id"], name=op.f("fk_outbox_recipient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_unsent_of_recipient",
        "outbox",
        ["recipient"],
        unique=False,
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "finished_at"], unique=False)
    op.create_index("ix_outbox_unsent", "outbox", ["id"], unique=False, sqlite_where=UNSENT, postgresql_where=UNSENT)
    op.create_index(
        "ix_outbox_unsent_of_complaint",
        "outbox",
        ["complaint", "id"],
        unique=False,
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_table(
        "tombstones",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("released_from", sa.String(length=16), nullable=True),
        sa.Column("destroyed_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("left_in_slack", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number IS NOT NULL OR reference IS NOT NULL", name=op.f("ck_tombstones_called")),
        sa.PrimaryKeyConstraint("complaint", name=op.f("pk_tombstones")),
        sa.UniqueConstraint("number", name=op.f("uq_tombstones_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_tombstones_reference")),
        sa.UniqueConstraint("released_from", name=op.f("uq_tombstones_released_from")),
    )
    op.create_index("ix_complaints_closed_on", "complaints", ["closed_on"], unique=False)
    op.create_index("ix_complaints_look_at", "complaints", ["look_at"], unique=False)
    op.create_index(
        "ix_complaints_with_committee",
        "complaints",
        ["event_count"],
        unique=False,
        sqlite_where=WITH_COMMITTEE,
        postgresql_where=WITH_COMMITTEE,
    )
    op.create_table(
        "channels",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("stands", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_channels_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("complaint", name=op.f("pk_channels")),
        sa.UniqueConstraint("channel", name=op.f("uq_channels_channel")),
    )
    op.create_index(
        "ix_channels_open",
        "channels",
        ["channel"],
        unique=False,
        sqlite_where=OPEN_CHANNEL,
        postgresql_where=OPEN_CHANNEL,
    )
    op.create_table(
        "nudges",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.String(length=32), nullable=False),
        sa.Column("rung_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_nudges_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_nudges_person")),
        sa.PrimaryKeyConstraint(
            "complaint", "term", "subject", "started_on", "rung", "rung_on", "person", name=op.f("pk_nudges")
        ),
    )
    op.create_index(op.f("ix_nudges_message"), "nudges", ["message"], unique=False)
    op.create_index("ix_nudges_loose", "nudges", ["person"], unique=False, sqlite_where=LOOSE, postgresql_where=LOOSE)
    op.create_table(
        "snoozes",
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_snoozes_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_snoozes_person")),
        sa.PrimaryKeyConstraint("complaint", "term", "subject", "person", name=op.f("pk_snoozes")),
    )
    op.create_table(
        "search_terms",
        sa.Column("term", sa.LargeBinary(length=16), nullable=False),
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_search_terms_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("term", "complaint", name=op.f("pk_search_terms")),
    )
    op.create_index(op.f("ix_search_terms_complaint"), "search_terms", ["complaint"], unique=False)
    op.create_table(
        "denials",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_denials_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("mark", "complaint", name=op.f("pk_denials")),
    )
    op.create_index(op.f("ix_denials_complaint"), "denials", ["complaint"], unique=False)
    op.create_table(
        "reads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("complaint", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("opened", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "opened IN ('card', 'form', 'documents', 'document', 'letters', 'letter', 'notice', 'question', 'report',"
            " 'inspection', 'export')",
            name=op.f("ck_reads_opened"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint"],
            ["complaints.id"],
            name=op.f("fk_reads_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_reads_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_index("ix_reads_complaint", "reads", ["complaint", "person", "at"], unique=False)
