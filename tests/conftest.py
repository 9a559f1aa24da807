"""Shared fixtures, and the rule that a skipped test is never quietly called green."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault: times are limited where a test says so.
settings.register_profile("mcissue", deadline=None)
settings.load_profile("mcissue")

REFERENCE_VARIABLE = "MCISSUE_REFERENCE"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow, and only them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Split fast and slow runs; skip with a plain reason what this machine cannot run."""
    slow = config.getoption("--slow")
    chosen = [item for item in items if (item.get_closest_marker("slow") is not None) == slow]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen
    no_reference = pytest.mark.skip(
        reason=f"{REFERENCE_VARIABLE} is not set: the published files are not here"
    )
    no_node = pytest.mark.skip(reason="Node is not installed: foreign libraries were not asked")
    no_hsm = pytest.mark.skip(reason="SoftHSM is not installed: no hardware module was asked")
    for item in items:
        if item.get_closest_marker("faults"):
            _skip_without_faults(item)
        if item.get_closest_marker("postgres"):
            _skip_without_postgres(item)
        if item.get_closest_marker("reference") and not os.environ.get(REFERENCE_VARIABLE):
            item.add_marker(no_reference)
        if item.get_closest_marker("interop") and shutil.which("node") is None:
            item.add_marker(no_node)
        if item.get_closest_marker("hsm") and shutil.which("softhsm2-util") is None:
            item.add_marker(no_hsm)


def _skip_without_faults(item: pytest.Item) -> None:
    # Imported where it is needed: this file alone is a plugin for test_frame.py.
    from tests.faults.harness import why_not

    if why_not() is not None:
        item.add_marker(pytest.mark.skip(reason=str(why_not())))


def _skip_without_postgres(item: pytest.Item) -> None:
    from tests.issue.postgres import program

    if program("initdb") is None:
        reason = "PostgreSQL is not installed: no ledger was kept in one"
        item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of each kind that may be skipped ran, so that a green line can be believed."""
    for marker in ("reference", "interop", "hsm", "faults", "postgres"):
        ran = skipped = 0
        for outcome in ("passed", "failed", "skipped"):
            for report in terminalreporter.stats.get(outcome, []):
                if marker in report.keywords and (outcome == "skipped" or report.when == "call"):
                    skipped += outcome == "skipped"
                    ran += outcome != "skipped"
        terminalreporter.write_line(f"{marker} tests: {ran} ran, {skipped} skipped")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where what a test needs is promised to be there, a skip of such a test is a failure."""
    report = yield
    promises = {
        "reference": os.environ.get(REFERENCE_VARIABLE),
        "interop": os.environ.get("CI"),
        "hsm": os.environ.get("CI"),
        "faults": os.environ.get("CI"),
        "postgres": os.environ.get("CI"),
    }
    for marker, promised in promises.items():
        if report.skipped and promised and item.get_closest_marker(marker):
            report.outcome = "failed"
            report.longrepr = f"this {marker} test must run here, but was skipped: {call.excinfo}"
    return report


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published files. Tests that use it carry `@pytest.mark.reference`."""
    return Path(os.environ[REFERENCE_VARIABLE])
