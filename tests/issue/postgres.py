"""A PostgreSQL of the test's own: made in a temporary folder, reached by a socket there, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from tests.needs import postgres_program as program

__all__ = ["Server", "running_server"]

PATIENCE = 60.0


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def emptied(self) -> str:
        """The address of a database with nothing in it; the one before is gone. Quicker than a new one."""
        engine = sqlalchemy.create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("DROP SCHEMA IF EXISTS public CASCADE"))
            connection.execute(sqlalchemy.text("CREATE SCHEMA public"))
        engine.dispose()
        return self.url("postgres")

    def new_database(self, template: str = "template0") -> str:
        """Make a database; its address."""
        self._count += 1
        name = f"ledger{self._count}"
        engine = sqlalchemy.create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return self.url(name)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server; PostgreSQL refuses to run as root, so root starts it as somebody else."""
    # A path that everybody may enter, and short: a socket's path has 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="mcissue-pg-"))
    folder.chmod(0o755)
    data, sockets = folder / "data", folder / "s"
    data.mkdir()
    sockets.mkdir()
    prefix: list[str] = []
    if os.getuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
        for each in (folder, data, sockets):
            shutil.chown(each, user)
        prefix = ["runuser", "-u", user, "--"]
    initdb, postgres = program("initdb"), program("postgres")
    assert initdb is not None
    assert postgres is not None
    environment = {**os.environ, "LC_ALL": "C"}
    environment.pop("LD_PRELOAD", None)
    subprocess.run(
        [*prefix, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, cwd=folder, env=environment,
    )  # fmt: skip
    options = {"listen_addresses": "", "unix_socket_directories": str(sockets), "fsync": "off"}
    process = subprocess.Popen(
        [*prefix, postgres, "-D", str(data), *(word for item in options.items() for word in ("-c", "=".join(item)))],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env=environment,
    )  # fmt: skip
    try:
        _wait(sockets, process)
        yield Server(sockets)
    finally:
        stop = program("pg_ctl")
        assert stop is not None
        subprocess.run(
            [*prefix, stop, "-D", data, "-m", "immediate", "stop"],
            check=False,
            capture_output=True,
            cwd=folder,
        )
        process.wait(timeout=PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(sockets: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    engine = sqlalchemy.create_engine(f"postgresql+psycopg://postgres@/postgres?host={sockets}")
    while True:
        assert process.poll() is None, "PostgreSQL did not start"
        try:
            with engine.connect():
                break
        except sqlalchemy.exc.OperationalError:
            assert time.monotonic() < end, "PostgreSQL did not answer"
            time.sleep(0.1)
    engine.dispose()
