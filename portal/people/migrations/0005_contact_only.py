from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_care_and_merges"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_contact_only",
            field=models.BooleanField(default=False, editable=False, verbose_name="連絡先だけの記録"),
        ),
    ]
