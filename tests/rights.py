"""Rights for the people in tests, given in one statement: hundreds of tests begin with somebody who may do everything."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import QuerySet

from portal.accounts.models import User


def give_rights(user: User, permissions: QuerySet[Permission] | None = None) -> None:
    """Add these to what the user has, or every right that there is."""
    found, params = (
        (Permission.objects.all() if permissions is None else permissions)
        .order_by()
        .values("pk")
        .query.sql_with_params()
    )
    table = User.user_permissions.through._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (user_id, permission_id) SELECT %s, found.id FROM ({found}) found(id)',
            [user.pk, *params],
        )
