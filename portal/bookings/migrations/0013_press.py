from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0012_contact_changed'),
    ]

    operations = [
        migrations.AddField(
            model_name='occasion',
            name='has_press',
            field=models.BooleanField(default=False, help_text='ご案内と申込のページに、取材があること、写りたくない人は申し出られることを書きます', verbose_name='報道機関の取材がある'),
        ),
    ]
