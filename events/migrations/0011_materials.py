import django.db.models.deletion
import events.keys
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0010_video_moments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=events.keys.new_key, editable=False, max_length=24, unique=True)),
                ('title', models.CharField(max_length=100, verbose_name='資料の名前')),
                ('file', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('after_event', models.BooleanField(default=False, verbose_name='終わってから載せる')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='events.event')),
            ],
            options={
                'verbose_name': '資料',
                'verbose_name_plural': '資料',
                'ordering': ('id',),
            },
        ),
    ]
