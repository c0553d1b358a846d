from django.db import migrations

from portal.private.rotating import private_columns, seal_all_anew


def seal(apps, schema_editor):
    seal_all_anew(private_columns(apps))


class Migration(migrations.Migration):
    # In batches of their own transactions: stopped half-way, it goes on from there. There is no way back.
    atomic = False

    dependencies = [
        ('accounts', '0006_private_columns'),
        ('bookings', '0015_private_columns'),
        ('correspondence', '0003_private_columns'),
        ('office', '0009_private_columns'),
        ('people', '0007_private_columns'),
        ('supporters', '0007_step_stopped'),
    ]

    operations = [migrations.RunPython(seal)]
