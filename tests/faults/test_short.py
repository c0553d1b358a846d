"""The part of `make test-faults` that fits into `make test`: the longer loops, wrong clocks and a deployment are
only there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.long
def test_what_was_acknowledged_survives_what_breaks():
    done = subprocess.run(
        [sys.executable, "tests/faults/run.py", "--short"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
