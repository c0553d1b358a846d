from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE bookings_booking ADD COLUMN newer text NOT NULL DEFAULT ''",
            "ALTER TABLE bookings_booking DROP COLUMN newer",
        )
    ]
