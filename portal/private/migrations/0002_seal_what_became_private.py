from django.db import migrations

from portal.private.rotating import private_columns, seal_all_anew


def seal(apps, schema_editor):
    seal_all_anew(private_columns(apps))


class Migration(migrations.Migration):
    # In batches of their own transactions: stopped half-way, it goes on from there. There is no way back.
    atomic = False

    dependencies = [
        ('private', '0001_seal_what_is_there'),
        ('bookings', '0019_more_private_columns'),
        ('supporters', '0008_more_private_columns'),
        ('trainings', '0007_more_private_columns'),
        ('platform_orgs', '0009_more_private_columns'),
    ]

    operations = [migrations.RunPython(seal)]
