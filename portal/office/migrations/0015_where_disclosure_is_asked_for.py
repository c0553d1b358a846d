from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('office', '0014_helplines_without_a_date')]

    operations = [
        migrations.AddField(
            model_name='office',
            name='disclosure_desk',
            field=models.CharField(blank=True, default='', help_text='個人情報ファイル簿に載ります。例）総務課 情報公開係。空欄なら、担当部署', max_length=100, verbose_name='開示などの請求を受ける窓口'),
        ),
        migrations.AddField(
            model_name='office',
            name='disclosure_address',
            field=models.CharField(blank=True, default='', help_text='窓口を書いたときだけ', max_length=200, verbose_name='その窓口の所在地'),
        ),
    ]
