"""What every script that starts other programs needs: they must not outlive it."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` that lets the kernel send `signum` to the child when its parent dies.

    This covers a parent killed by SIGKILL, which can tell nobody. Elsewhere than on Linux it does
    nothing, and the next start cleans up.
    """

    def preexec() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, signum)

    return preexec


def stop(process: subprocess.Popen[bytes], signum: signal.Signals, patience: float) -> None:
    """Send `signum`, wait `patience` seconds, then kill."""
    if process.poll() is not None:
        return
    process.send_signal(signum)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def exit_code(returncode: int) -> int:
    """Turn a child's return code into an exit code as a shell would show it."""
    return returncode if returncode >= 0 else 128 - returncode
