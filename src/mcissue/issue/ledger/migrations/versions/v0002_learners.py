"""Who holds what: award dates, digests of e-mail addresses, and answers about persons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room, and note from which credential on it is filled: what was not kept stays unknown."""
    op.add_column("credentials", sa.Column("email", sa.LargeBinary(length=32), nullable=True))
    op.add_column("credentials", sa.Column("awarded", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_credentials_email"), "credentials", ["email"], unique=False)
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "answers",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("credential", number, nullable=False),
        sa.Column("other", number, nullable=True),
        sa.Column("at", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["credential"], ["credentials.number"], name=op.f("fk_answers_credential")),
        sa.ForeignKeyConstraint(["other"], ["credentials.number"], name=op.f("fk_answers_other")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_credential"), "answers", ["credential"], unique=False)
    op.create_index(op.f("ix_answers_other"), "answers", ["other"], unique=False)
    op.execute(
        "INSERT INTO settings (name, value) "
        "SELECT 'keys_from', CAST(MAX(number) + 1 AS VARCHAR(20)) FROM credentials "
        "HAVING MAX(number) IS NOT NULL"
    )
