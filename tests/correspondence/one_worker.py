"""One run of the periodic jobs in a process of its own, with the tests' kinds of messages."""

import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from tests.correspondence import kinds_for_tests

    kinds_for_tests.register_all()
    call_command("runperiodic")
