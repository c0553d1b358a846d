from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0017_may_be_machine")]

    operations = [
        migrations.AddField(
            model_name="occasion",
            name="title_kana",
            field=models.CharField(
                blank=True,
                default="",
                help_text="オープンデータにのせます",
                max_length=200,
                verbose_name="名前のふりがな",
            ),
        ),
    ]
