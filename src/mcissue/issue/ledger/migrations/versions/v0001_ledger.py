"""The first ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "chain",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("link", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_chain")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_chain_kind_subject")),
    )
    op.create_table(
        "lists",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published", sa.String(length=20), nullable=True),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lists")),
        sa.UniqueConstraint("url", name=op.f("uq_lists_url")),
    )
    op.create_table(
        "runs",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("course", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_runs")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "credentials",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("run", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("award", sa.LargeBinary(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("learner", sa.LargeBinary(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(length=32), nullable=True),
        sa.Column("credential", sa.String(length=45), nullable=True),
        sa.Column("created", sa.String(length=20), nullable=False),
        sa.Column("list", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaced_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("erased", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["list"], ["lists.number"], name=op.f("fk_credentials_list")),
        sa.ForeignKeyConstraint(["run"], ["runs.number"], name=op.f("fk_credentials_run")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_credentials")),
        sa.UniqueConstraint("award", "generation", name=op.f("uq_credentials_award_generation")),
        sa.UniqueConstraint("credential", name=op.f("uq_credentials_credential")),
        sa.UniqueConstraint("list", "place", name=op.f("uq_credentials_list_place")),
    )
    op.create_index(op.f("ix_credentials_learner"), "credentials", ["learner"], unique=False)
    op.create_index(op.f("ix_credentials_run"), "credentials", ["run"], unique=False)
    op.create_table(
        "changes",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("credential", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["credential"], ["credentials.number"], name=op.f("fk_changes_credential")),
        sa.ForeignKeyConstraint(["run"], ["runs.number"], name=op.f("fk_changes_run")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_credential"), "changes", ["credential"], unique=False)
    op.create_table(
        "outputs",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("credential", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("output", sa.String(length=12), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["credential"], ["credentials.number"], name=op.f("fk_outputs_credential")),
        sa.ForeignKeyConstraint(["run"], ["runs.number"], name=op.f("fk_outputs_run")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_outputs")),
        sa.UniqueConstraint("credential", "output", name=op.f("uq_outputs_credential_output")),
    )
    op.create_index(op.f("ix_outputs_run"), "outputs", ["run"], unique=False)
