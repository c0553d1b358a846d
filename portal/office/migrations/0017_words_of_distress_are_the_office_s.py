from django.db import migrations, models

import portal.office.distress


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0016_office_and_helplines_have_revisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='distress_words',
            field=models.TextField(blank=True, default=portal.office.distress.our_words, help_text='このことばで検索した人には、いま話せる窓口をいちばん上に出します。一行に一つ。かなとカナ、全角と半角、あいだの空白は区別しません。空欄にすると、ポータルのことばに戻ります', max_length=4000, verbose_name='つらい気持ちのことば'),
        ),
    ]
