from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0004_no_single_note'),
    ]

    operations = [
        migrations.AlterField('inquiry', 'read_by', models.DateTimeField(blank=True, null=True, verbose_name='この日時までに読むと約束した')),
    ]
