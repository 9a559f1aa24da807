"""Ctrl-C and the signals that end a program: tidied up like an error, told by the exit status.

POSIX shells expect 128 and the signal's number of a program that a signal has ended.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mcissue.issue import Stop

__all__ = ["EXIT_INTERRUPTED", "EndedError", "ending_in_order", "exit_status", "stopping"]

EXIT_INTERRUPTED: Final = 128 + signal.SIGINT

_ENDING: Final = (signal.SIGTERM, *(() if sys.platform == "win32" else (signal.SIGHUP,)))
"""How services, shells and closed terminals end a program."""

_Handler = Callable[[int, FrameType | None], object]


class EndedError(KeyboardInterrupt):
    """A signal ends the program; whatever tidies up after Ctrl-C tidies up after it too.

    Attributes:
        status: the exit status.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


def exit_status(error: BaseException | None) -> int:
    """The exit status of a program that was interrupted.

    Args:
        error: what interrupted it.
    """
    return error.status if isinstance(error, EndedError) else EXIT_INTERRUPTED


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Raise `EndedError` on the signals that end a program, where nobody has asked to ignore them."""

    def end(number: int, _: FrameType | None) -> None:
        raise EndedError(number)

    with _handled({number: end for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL}):
        yield


@contextmanager
def stopping() -> Iterator[tuple[Stop, Callable[[], int]]]:
    """Let a signal ask for an orderly stop; a second one interrupts at once.

    Gives the wish to stop, and what tells the exit status once there was a signal.
    """
    from mcissue.issue import Stop

    stop = Stop()
    status = EXIT_INTERRUPTED

    def ask(number: int, _: FrameType | None) -> None:
        nonlocal status
        if stop.asked:
            raise EndedError(number)
        status = 128 + number
        stop.ask()

    wanted = (signal.SIGINT, *_ENDING)
    with _handled({number: ask for number in wanted if signal.getsignal(number) is not signal.SIG_IGN}):
        yield stop, lambda: status


@contextmanager
def _handled(handlers: dict[signal.Signals, _Handler]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals, and the program is whose main thread that is
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
