from django.db import migrations


def say_which_are_always_open(apps, schema_editor):
    """What was written as 「毎日 24時間」 is known; everything else stays as the note that it was."""
    apps.get_model("office", "Helpline").objects.filter(hours_note__contains="毎日 24時間").update(
        opening="always"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("office", "0006_helplines_with_hours"),
    ]

    operations = [
        migrations.RunPython(say_which_are_always_open, migrations.RunPython.noop),
    ]
