from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0015_where_disclosure_is_asked_for'),
    ]

    operations = [
        migrations.AddField(name, 'revision', models.PositiveIntegerField(default=0, editable=False))
        for name in ('office', 'helpline')
    ]
