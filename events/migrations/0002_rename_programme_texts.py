from django.db import migrations


class Migration(migrations.Migration):
    """Make room: rows take over the names of the two texts."""

    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RenameField("event", "programme", "programme_text"),
        migrations.RenameField("event", "speakers", "speakers_text"),
    ]
