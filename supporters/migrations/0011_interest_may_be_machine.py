from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supporters", "0010_may_be_machine")]

    operations = [
        migrations.AddField(
            model_name="interest",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        )
    ]
