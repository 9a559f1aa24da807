"""The steps of alembic that bring an older ledger up to date; they travel in the wheel."""
