"""The portal with one migration more, as a deployment would bring it: a column for a table that is in use."""

from django.apps import AppConfig

from portal.settings import *  # noqa: F403


class Deployed(AppConfig):
    name = "tests.faults"
    label = "deployed"


INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.deployed.Deployed"]  # noqa: F405
MIGRATION_MODULES = {"deployed": "tests.faults.newer_migrations"}
