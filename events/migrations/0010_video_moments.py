import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0009_pictures")]

    operations = [
        migrations.AddField(
            "video",
            "created_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("video", "updated_at", models.DateTimeField(auto_now=True)),
    ]
