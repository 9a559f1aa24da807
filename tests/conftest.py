"""Shared fixtures, and the rule that a skipped test is never quietly called green."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.needs import ALL_MUST_RUN, NEEDS, REFERENCE_VARIABLE

# A busy machine is no fault: times are limited where a test says so.
settings.register_profile("mcissue", deadline=None)
settings.load_profile("mcissue")

SKIPPED = "mcissue/skipped"
"""Where pytest's cache keeps the tests that were skipped for what this machine lacks."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow, and only them")
    parser.addoption(
        "--skipped-before",
        action="store_true",
        help="run only what the last run skipped because this machine lacked what it needs",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Where nobody remembers what was skipped, `--skipped-before` must not be green for want of tests."""
    if config.getoption("--skipped-before") and config.cache.get(SKIPPED, None) is None:
        raise pytest.UsageError("--skipped-before: no run has noted what it skipped; run the tests first")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Split fast and slow runs; skip with a plain reason what this machine cannot run."""
    slow = config.getoption("--slow")
    chosen = [item for item in items if (item.get_closest_marker("slow") is not None) == slow]
    if config.getoption("--skipped-before"):
        before = set(config.cache.get(SKIPPED, None))
        chosen = [item for item in chosen if item.nodeid in before]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen
    absent = {marker: need.absent for marker, need in NEEDS.items() if not need.is_here()}
    for item in items:
        for marker in _needs(item):
            if marker in absent:
                item.add_marker(pytest.mark.skip(reason=absent[marker]))


def _needs(item: pytest.Item) -> list[str]:
    return [marker for marker in NEEDS if item.get_closest_marker(marker) is not None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many tests of each kind that may be skipped ran, so that a green line can be believed."""
    lacking = set()
    for marker in NEEDS:
        ran = skipped = 0
        for outcome in ("passed", "failed", "skipped"):
            for report in terminalreporter.stats.get(outcome, []):
                if marker in report.keywords and (outcome == "skipped" or report.when == "call"):
                    skipped += outcome == "skipped"
                    ran += outcome != "skipped"
                    lacking |= {report.nodeid} if outcome == "skipped" else set()
        terminalreporter.write_line(f"{marker} tests: {ran} ran, {skipped} skipped")
    remembers = getattr(config, "cache", None) is not None and not config.option.collectonly
    if remembers and not config.getoption("--skipped-before"):
        config.cache.set(SKIPPED, sorted(lacking))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Nothing was skipped before: nothing is to be run, and that is no failure."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.getoption("--skipped-before"):
        session.exitstatus = pytest.ExitCode.OK


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skip of a marked test is a failure where all it needs is here, or where all was promised to be.

    The files of the standards are nobody's to promise: who has them says so by the variable.
    """
    report = yield
    needs = _needs(item)
    if report.skipped and needs:
        lacking = [marker for marker in needs if not NEEDS[marker].is_here()]
        promised = os.environ.get(ALL_MUST_RUN) and lacking != ["reference"]
        if promised or not lacking:
            report.outcome = "failed"
            report.longrepr = f"this {needs[0]} test must run here, but was skipped: {call.excinfo}"
    return report


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published files. Tests that use it carry `@pytest.mark.reference`."""
    return Path(os.environ[REFERENCE_VARIABLE])
