from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0006_old_ones_were_promised_nothing")]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        ),
    ]
