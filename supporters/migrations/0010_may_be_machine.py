from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supporters", "0009_draft_tokens_hashed")]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        ),
        migrations.AddField(
            model_name="concerndraft",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
