"""The record's lines reach the city's log server; one that cannot be reached stops nothing."""

import os
import socket
import subprocess
import sys

import pytest

# What Django does at its start with our settings, and what portal.audit.recording does for each entry.
LOG_ONE_LINE = """
import logging, logging.config
from portal import settings
logging.config.dictConfig(settings.LOGGING)
logging.getLogger("portal.audit").info("%s", '{"verb": "opened", "number": "7"}')
print("goes on")
"""


def log_one_line(audit_log: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LOG_ONE_LINE],
        env={**os.environ, "DEBUG": "1", "AUDIT_LOG": audit_log},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("family", "host", "written"),
    [(socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")],
)
def test_line_of_the_record_arrives_as_json_with_the_portal_s_name(family, host, written):
    with socket.socket(family, socket.SOCK_DGRAM) as server:
        server.bind((host, 0))
        server.settimeout(10)

        done = log_one_line(f"{written}:{server.getsockname()[1]}")

        assert (done.stdout, done.stderr, done.returncode) == ("goes on\n", "", 0)
        # <14>: facility user, severity informational.
        assert server.recv(2000) == b'<14>tsunagari: {"verb": "opened", "number": "7"}'


def test_log_server_whose_name_nobody_knows_stops_neither_the_start_nor_the_work():
    done = log_one_line("log-server.invalid")

    assert (done.stdout, done.returncode) == ("goes on\n", 0)
    assert "--- Logging error ---" in done.stderr
