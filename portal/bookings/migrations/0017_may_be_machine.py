from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0016_confirmed_fits_every_kind")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False, verbose_name="機械かもしれません"),
        ),
        migrations.AddField(
            model_name="bookingdraft",
            name="may_be_machine",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
