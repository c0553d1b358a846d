from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0013_inquiries_move_out")]

    operations = [
        migrations.AlterField(
            model_name="helpline",
            name="checked_on",
            field=models.DateField(blank=True, null=True, verbose_name="確認した日"),
        ),
    ]
