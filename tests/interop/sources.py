"""The two sources of contexts for the foreign libraries: our files, and the published ones."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from tests.jsonld.contexts_oracle import CONTEXTS, index, published_files

OURS = "ours"
PUBLISHED = "published"


@cache
def context_files(source: str) -> dict[str, Path]:
    """Address -> file, each address in its newest edition.

    With `PUBLISHED` nothing of ours takes part in what the foreign libraries do.
    """
    newest = {url: editions[0] for url, editions in index().items()}
    if source == OURS:
        return {url: CONTEXTS / row["file"] for url, row in newest.items()}
    files = published_files(Path(os.environ["MCISSUE_REFERENCE"]))
    return {url: files[row["published"]["sha256"]] for url, row in newest.items()}


@pytest.fixture(name="source", params=[OURS, pytest.param(PUBLISHED, marks=pytest.mark.reference)])
def both(request: pytest.FixtureRequest) -> str:
    """For modules that import it: ours, and again the published ones.

    Every proof of a document is over its one canonical form. That this form is the same with the published files
    is shown for each kind of document once; keys, suites and tampering need not be tried again.
    """
    return request.param
