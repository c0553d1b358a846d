from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trainings", "0008_draft_tokens_hashed")]

    operations = [
        migrations.AddField(
            model_name="visitrequest",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        ),
        migrations.AddField(
            model_name="visitdraft",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
