import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.private.fields


class Migration(migrations.Migration):
    """The table as it came from the office's own data."""

    initial = True

    dependencies = [
        ('office', '0013_inquiries_move_out'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Inquiry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('body', portal.private.fields.PrivateTextField(verbose_name='内容')),
                        ('name', models.CharField(blank=True, default='', max_length=100, verbose_name='お名前')),
                        ('answer_wish', models.CharField(choices=[('none', '返事はいらない'), ('mail', 'メール'), ('telephone', '電話'), ('fax', 'FAX'), ('letter', '郵便')], default='none', max_length=10, verbose_name='返事の方法')),
                        ('email', models.CharField(blank=True, default='', max_length=254, verbose_name='メールアドレス')),
                        ('telephone', models.CharField(blank=True, default='', max_length=20, verbose_name='電話番号')),
                        ('best_time', models.CharField(blank=True, default='', max_length=100, verbose_name='電話のつながりやすい時間')),
                        ('no_office_name', models.BooleanField(default=False, verbose_name='市役所と名のらないでほしい')),
                        ('no_voice_message', models.BooleanField(default=False, verbose_name='留守番電話に残さない')),
                        ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='受付日時')),
                        ('state', models.CharField(choices=[('new', '新しい'), ('in_hand', '対応中'), ('answered', '対応済み'), ('closed', '返事をせずに終わった')], default='new', max_length=10, verbose_name='状態')),
                        ('office_note', portal.private.fields.PrivateTextField(blank=True, default='', verbose_name='事務局のメモ')),
                        ('submission_key', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='担当')),
                    ],
                    options={
                        'verbose_name': 'お問い合わせ',
                        'verbose_name_plural': 'お問い合わせ',
                        'ordering': ('-received_at', '-id'),
                    },
                ),
            ],
        ),
    ]
