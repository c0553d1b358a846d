import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.private.fields


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0001_inquiries_move_in'),
        ('people', '0007_private_columns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField('inquiry', 'fax', models.CharField(blank=True, default='', max_length=20, verbose_name='FAX番号')),
        migrations.AddField('inquiry', 'postal_code', models.CharField(blank=True, default='', max_length=7, verbose_name='郵便番号')),
        migrations.AddField('inquiry', 'address', models.CharField(blank=True, default='', max_length=300, verbose_name='住所')),
        # What nobody has read so far counts as late from now on.
        migrations.AddField('inquiry', 'read_by', models.DateTimeField(default=django.utils.timezone.now, verbose_name='この日時までに読むと約束した'), preserve_default=False),
        migrations.AddField('inquiry', 'first_read_at', models.DateTimeField(blank=True, null=True, verbose_name='最初に読んだ日時')),
        migrations.AddField('inquiry', 'answered_at', models.DateTimeField(blank=True, null=True, verbose_name='返事を書いた日時')),
        migrations.AddField('inquiry', 'recipient', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
        migrations.AddField('inquiry', 'revision', models.PositiveIntegerField(default=0, editable=False)),
        migrations.CreateModel(
            name='InquiryStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('read', '最初に読んだ'), ('taken', '担当になった'), ('handed', '担当を引き継いだ'), ('noted', 'メモ'), ('answered', '返事を書いた'), ('told', '返事が伝わった'), ('closed', '返事をせずに終わりにした'), ('reopened', 'もう一度始めた')], max_length=10, verbose_name='できごと')),
                ('note', portal.private.fields.PrivateTextField(blank=True, default='', verbose_name='メモ')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='日時')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='inquiries.inquiry')),
            ],
            options={'verbose_name': 'お問い合わせの記録', 'verbose_name_plural': 'お問い合わせの記録', 'ordering': ('id',)},
        ),
        migrations.CreateModel(
            name='InquiryAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', portal.private.fields.PrivateTextField(verbose_name='返事')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='日時')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='inquiries.inquiry')),
            ],
            options={'verbose_name': 'お問い合わせへの返事', 'verbose_name_plural': 'お問い合わせへの返事', 'ordering': ('id',)},
        ),
    ]
