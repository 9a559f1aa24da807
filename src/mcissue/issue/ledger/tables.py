"""The tables of the ledger. Digests are 32 bytes, times are texts in UTC; nothing in them names a person.

`docs/ledger.md` describes them for whoever looks into the database with other tools.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "ANSWERS", "CHAIN", "CHANGES", "CREDENTIALS", "HEAD", "LISTS", "METADATA", "OUTPUTS", "RUNS", "SETTINGS",
]  # fmt: skip

HEAD: Final = "0002"
"""The newest revision in `mcissue/issue/ledger/migrations`; a test holds it and these tables together."""

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a row number of an INTEGER PRIMARY KEY only.
_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")
_DIGEST: Final = LargeBinary(32)

#: Whose ledger this is: issuer, status_base, secret (a check value of it, not the secret); early ones hold a
#: `format` too, which nobody reads: alembic's revision is the mark. `keys_from` is in ledgers that an earlier
#: mcissue began: the first credential whose award date and e-mail address are known.
SETTINGS: Final = Table(
    "settings",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

#: Every time that something was done: issue, status, publish, erase; clock: accepted though runs lie ahead.
RUNS: Final = Table(
    "runs",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("at", String(20), nullable=False),
    Column("course", Text),
    Column("version", Text),
    Column("finished", Integer, nullable=False),
)

LISTS: Final = Table(
    "lists",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("purpose", String(20), nullable=False),
    Column("url", Text, nullable=False, unique=True),
    # The newest publication, noted before its file is written.
    Column("published", String(20)),
    Column("sha256", _DIGEST),
)

CREDENTIALS: Final = Table(
    "credentials",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("run", _NUMBER, ForeignKey(RUNS.c.number), nullable=False),
    Column("row", Integer),
    Column("award", _DIGEST),
    Column("generation", Integer, nullable=False),
    # Whose it is: the key that identified the row, and the e-mail address if the row had one. The course and
    # its version are those of the run.
    Column("learner", _DIGEST),
    Column("email", _DIGEST),
    Column("awarded", String(20)),
    Column("content", _DIGEST),
    Column("credential", String(45), unique=True),
    Column("created", String(20), nullable=False),
    # What stays of an erased learner: the place, so that nobody gets it again.
    Column("list", _NUMBER, ForeignKey(LISTS.c.number)),
    Column("place", Integer),
    Column("replaces", _NUMBER),
    Column("replaced_by", _NUMBER),
    Column("erased", String(20)),
    UniqueConstraint("award", "generation"),
    UniqueConstraint("list", "place"),
    Index(None, "learner"),
    Index(None, "email"),
    Index(None, "run"),
)

OUTPUTS: Final = Table(
    "outputs",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("credential", _NUMBER, ForeignKey(CREDENTIALS.c.number), nullable=False),
    Column("run", _NUMBER, ForeignKey(RUNS.c.number), nullable=False),
    Column("output", String(12), nullable=False),
    Column("sha256", _DIGEST),
    # In a file of many: its name, and where the document stands in it. None: a file of its own.
    Column("file", Text),
    Column("start", BigInteger),
    Column("length", Integer),
    UniqueConstraint("credential", "output"),
    Index(None, "run"),
)

CHANGES: Final = Table(
    "changes",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("credential", _NUMBER, ForeignKey(CREDENTIALS.c.number), nullable=False),
    Column("run", _NUMBER, ForeignKey(RUNS.c.number), nullable=False),
    Column("verb", String(10), nullable=False),
    Column("at", String(20), nullable=False),
    Column("reason", Text),
    Index(None, "credential"),
)

#: What the office answered: the learner of this credential is not that of the other with the same address.
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("credential", _NUMBER, ForeignKey(CREDENTIALS.c.number), nullable=False),
    # None: the learner of one of the two was erased.
    Column("other", _NUMBER, ForeignKey(CREDENTIALS.c.number)),
    Column("at", String(20), nullable=False),
    Index(None, "credential"),
    Index(None, "other"),
)

#: One entry for each output, change, answer, erasure and accepted clock; `subject`: its number in its table.
CHAIN: Final = Table(
    "chain",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("kind", String(8), nullable=False),
    Column("subject", _NUMBER, nullable=False),
    Column("salt", LargeBinary(16)),
    Column("digest", _DIGEST, nullable=False),
    Column("link", _DIGEST, nullable=False),
    UniqueConstraint("kind", "subject"),
)
