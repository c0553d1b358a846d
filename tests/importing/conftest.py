"""Lists name days of one year, and a day that is long past is not taken."""

import pytest
import time_machine

from tests.factories import local


@pytest.fixture(autouse=True)
def year_of_the_lists():
    with time_machine.travel(local(2026, 11, 2, 10)):
        yield
