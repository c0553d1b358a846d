"""One periodic run on a machine whose clock is wrong: ``shifted.py HOURS``."""

import datetime
import os
import sys

import django
import time_machine

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()
    from django.core.management import call_command

    wrong = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=float(sys.argv[1]))
    with time_machine.travel(wrong, tick=True):
        call_command("runperiodic")
