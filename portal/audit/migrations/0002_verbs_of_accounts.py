from django.db import migrations, models

_VERBS = [
    ("listed", "一覧を見た"),
    ("opened", "見た"),
    ("created", "入力した"),
    ("changed", "変えた"),
    ("deleted", "消した"),
    ("merged", "まとめた"),
    ("granted", "役割を決めた"),
    ("closed", "アカウントを閉じた"),
    ("reopened", "アカウントを開いた"),
    ("printed", "印刷した"),
    ("exported", "書き出した"),
    ("signed_in", "ログインした"),
    ("failed", "ログインできなかった"),
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_entry")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="verb",
            field=models.CharField(choices=_VERBS, max_length=10, verbose_name="したこと"),
        ),
    ]
