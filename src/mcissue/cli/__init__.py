"""The command line. Each command group is a module of its own, imported when it is called."""

from __future__ import annotations

from mcissue.cli.app import main

__all__ = ["main"]
