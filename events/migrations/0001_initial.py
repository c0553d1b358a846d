import django.core.validators
import django.db.models.deletion
import events.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bookings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('occasion_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='bookings.occasion')),
                ('event_kind', models.CharField(choices=[('symposium', 'シンポジウム'), ('other', '催し')], default='symposium', max_length=10, verbose_name='催しの種類')),
                ('report', models.TextField(blank=True, default='', verbose_name='開催報告')),
            ],
            options={
                'verbose_name': '催し',
                'verbose_name_plural': '催し',
            },
            bases=('bookings.occasion',),
        ),
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
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='時刻')),
                ('title', models.CharField(max_length=200, verbose_name='内容')),
                ('who', models.CharField(blank=True, default='', max_length=200, verbose_name='話す人')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='補足')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='同じ数のものは時刻の順。時刻のない行や2日めの行に使う', verbose_name='順')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme', to='events.event')),
            ],
            options={
                'verbose_name': 'プログラム',
                'verbose_name_plural': 'プログラム',
                'ordering': ('position', 'starts_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='お名前')),
                ('kana', models.CharField(blank=True, default='', max_length=100, verbose_name='ふりがな')),
                ('affiliation', models.CharField(blank=True, default='', max_length=200, verbose_name='所属・肩書')),
                ('line', models.CharField(blank=True, default='', max_length=200, verbose_name='ひとこと紹介')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='同じ数のものは書いた順', verbose_name='順')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='events.event')),
            ],
            options={
                'verbose_name': '登壇者',
                'verbose_name_plural': '登壇者',
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Video',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hidden_from', models.DateTimeField(blank=True, help_text='空欄で「いつまで」だけなら、いまから', null=True, verbose_name='いつから隠す')),
                ('hidden_until', models.DateTimeField(blank=True, help_text='この時刻に、ひとりでに戻る。空欄なら、取り消すまで', null=True, verbose_name='いつまで隠す')),
                ('title', models.CharField(max_length=100, verbose_name='題名')),
                ('slug', models.SlugField(editable=False, max_length=60, unique=True, verbose_name='アドレスに使う名前')),
                ('youtube_id', models.CharField(blank=True, default='', editable=False, max_length=11)),
                ('link', models.URLField(blank=True, default='', editable=False, max_length=500)),
                ('start_seconds', models.PositiveIntegerField(default=0, editable=False)),
                ('is_stream', models.BooleanField(default=False, help_text='オンラインで申し込み、席が決まった人のページにだけ、開始の少し前からリンクを出します。終わったあとは、一度押すだけで録画として公開できます。', verbose_name='当日の配信（ライブ）')),
                ('opens_minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='配信のリンクを出す時間（開始の何分前）')),
                ('description', models.TextField(blank=True, default='', verbose_name='説明')),
                ('recorded_on', models.DateField(blank=True, help_text='空欄なら、催しの開催日', null=True, verbose_name='撮影・配信した日')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='長さ（分）')),
                ('captions', models.CharField(choices=[('yes', 'あり'), ('no', 'なし'), ('unknown', 'わからない')], default='unknown', max_length=7, verbose_name='字幕')),
                ('transcript', models.TextField(blank=True, default='', verbose_name='書き起こし')),
                ('available_from', models.DateTimeField(blank=True, help_text='空欄なら、すぐに公開（配信の録画は、公開しない）', null=True, verbose_name='公開の開始')),
                ('available_until', models.DateTimeField(blank=True, null=True, verbose_name='公開の終わり')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='videos', to='events.event', verbose_name='どの催しの動画か')),
            ],
            options={
                'verbose_name': '動画',
                'verbose_name_plural': '動画',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Chapter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seconds', models.PositiveIntegerField(verbose_name='時間')),
                ('title', models.CharField(max_length=100, verbose_name='見出し')),
                ('video', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chapters', to='events.video')),
            ],
            options={
                'verbose_name': '章',
                'verbose_name_plural': '章',
                'ordering': ('seconds',),
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=events.keys.new_key, editable=False, max_length=24, unique=True)),
                ('file', models.CharField(blank=True, default='', editable=False, max_length=100)),
                ('width', models.PositiveSmallIntegerField(editable=False)),
                ('height', models.PositiveSmallIntegerField(editable=False)),
                ('alt', models.CharField(help_text='見えない人にも、何が写っているかがわかるように。例）会場の後ろから見た、満席の客席', max_length=200, verbose_name='写真の説明（代替テキスト）')),
                ('caption', models.CharField(blank=True, default='', max_length=200, verbose_name='写真の下のことば')),
                ('taken_down_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='取り下げた日時')),
                ('taken_down_reason', models.CharField(blank=True, default='', editable=False, max_length=200, verbose_name='取り下げた理由')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='events.event')),
                ('taken_down_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '写真',
                'verbose_name_plural': '写真',
                'ordering': ('id',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('taken_down_at__isnull', True), ('taken_down_by__isnull', True), models.Q(('file', ''), _negated=True), ('taken_down_reason', '')), models.Q(('file', ''), ('taken_down_at__isnull', False), ('taken_down_by__isnull', False), models.Q(('taken_down_reason', ''), _negated=True)), _connector='OR'), name='event_picture_taken_down_has_no_file')],
            },
        ),
        migrations.AddConstraint(
            model_name='video',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('link', ''), ('youtube_id__regex', '^[A-Za-z0-9_-]{11}$')), models.Q(('link__startswith', 'https://'), ('youtube_id', '')), _connector='OR'), name='video_has_an_id_or_a_link'),
        ),
        migrations.AddConstraint(
            model_name='video',
            constraint=models.CheckConstraint(condition=models.Q(('hidden_from__isnull', True), ('hidden_until__isnull', True), ('hidden_until__gt', models.F('hidden_from')), _connector='OR'), name='video_hidden_until_after_from', violation_error_message='「いつまで隠す」は「いつから隠す」より後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='video',
            constraint=models.CheckConstraint(condition=models.Q(('is_stream', False), ('event__isnull', False), _connector='OR'), name='video_stream_has_an_event', violation_error_message='配信は、どの催しのものかを選んでください。'),
        ),
        migrations.AddConstraint(
            model_name='video',
            constraint=models.CheckConstraint(condition=models.Q(('available_from__isnull', True), ('available_until__isnull', True), ('available_from__lt', models.F('available_until')), _connector='OR'), name='video_begins_before_it_ends', violation_error_message='公開の終わりは、公開の開始より後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='chapter',
            constraint=models.UniqueConstraint(fields=('video', 'seconds'), name='video_chapter_once_a_moment'),
        ),
    ]
