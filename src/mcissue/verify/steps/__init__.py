"""The steps of a verification, each with its check."""
