"""Empty the database after a test that has really committed: delete rows where there are any.

Django truncates all 135 tables and makes content types, permissions and roles anew: half a second of processor time,
hundreds of times in a run. Deleting a few rows takes a hundredth of it, and what migrating has left stays where it is.
"""

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

_teardown_of_django = TransactionTestCase._fixture_teardown


class Emptying:
    """Knows the tables of the models, and what is in those that migrating has filled."""

    def __init__(self) -> None:
        self.tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            self.kept = sorted(_filled(cursor, self.tables))
            self.as_migrated = _fingerprint(cursor, self.kept)

    def empty(self) -> bool:
        """False, and nothing is done, when a test has changed what is to stay."""
        with transaction.atomic(), connection.cursor() as cursor:
            # As TRUNCATE does: waits for whoever still writes.
            cursor.execute(f"LOCK TABLE {', '.join(self.tables)} IN EXCLUSIVE MODE")
            if _fingerprint(cursor, self.kept) != self.as_migrated:
                return False
            # In any order: with no trigger, neither ours nor that of a foreign key.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in _filled(cursor, self.tables) - set(self.kept):
                cursor.execute(f"DELETE FROM {table}")
        return True


def _filled(cursor: CursorWrapper, tables: list[str]) -> set[str]:
    cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables))
    return {table for (table,) in cursor.fetchall()}


def _fingerprint(cursor: CursorWrapper, tables: list[str]) -> list[tuple[str]]:
    every_row = "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM"
    cursor.execute(" UNION ALL ".join(f"({every_row} {table} t)" for table in tables))
    return cursor.fetchall()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() != ("on",):
            return  # a server that is not ours: only a superuser may leave out the triggers
        emptying = Emptying()

    def teardown(case: TransactionTestCase) -> None:
        if not emptying.empty():
            _teardown_of_django(case)

    TransactionTestCase._fixture_teardown = teardown
