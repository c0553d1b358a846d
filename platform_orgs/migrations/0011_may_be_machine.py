from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform_orgs", "0010_draft_tokens_hashed")]

    operations = [
        migrations.AddField(
            model_name="joinapplication",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        ),
        migrations.AddField(
            model_name="joindraft",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
