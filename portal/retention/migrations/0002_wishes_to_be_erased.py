import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.private.fields


class Migration(migrations.Migration):
    dependencies = [
        ('people', '0007_private_columns'),
        ('retention', '0001_periods_runs_and_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='personrequest',
            name='verb',
            field=models.CharField(choices=[('exported', '開示（書き出し）'), ('erased', '消去'), ('declined', '消去しないで終わり')], max_length=10, verbose_name='したこと'),
        ),
        migrations.CreateModel(
            name='ErasureWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='求めた日時')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='終わった日時')),
                ('outcome', models.CharField(blank=True, choices=[('erased', '消去した'), ('declined', '消去しないで終わりにした'), ('taken_back', '本人が取りやめた')], default='', max_length=10, verbose_name='結果')),
                ('reason', portal.private.fields.PrivateTextField(blank=True, default='', max_length=200, verbose_name='理由')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='終わりにした人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasure_wishes', to='people.person', verbose_name='人')),
            ],
            options={
                'verbose_name': '消去の求め',
                'verbose_name_plural': '消去の求め',
                'ordering': ('asked_at', 'id'),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('person',), name='erasure_wish_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='erasure_wish_closed_with_an_outcome'),
                ],
            },
        ),
    ]
