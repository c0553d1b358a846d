from django.db import migrations, models

_VERBS = [
    ("created", "サーバーのコマンドでアカウントを作った"),
    ("renewed", "サーバーのコマンドで最初のパスワードに戻した"),
    ("password", "パスワードを変えた"),
    ("factor_set", "認証アプリ・トークンを登録した"),
    ("factor_reset", "二つめの確認を、はじめからにした"),
    ("token_given", "トークンを渡した"),
    ("sheet_made", "番号表を作った"),
    ("sheet_revoked", "番号表を使えなくした"),
    ("unlocked", "待ち時間を解いた"),
    ("sessions_ended", "ログインを終わらせた"),
    ("opened", "アカウントを開いた"),
    ("first_password", "最初のパスワードを渡した"),
    ("role_given", "役割を渡した"),
    ("role_taken", "役割を外した"),
    ("closed", "アカウントを閉じた"),
    ("reopened", "アカウントをもう一度開いた"),
]


class Migration(migrations.Migration):
    """Managers open accounts and give roles; what they did is on record with the role."""

    dependencies = [("accounts", "0010_session_keys_hashed")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": (
                    ("hand_over", "担当者の交代ができる"),
                    ("manage_sign_in", "職員のログインの手助けができる"),
                    ("give_roles", "職員のアカウントを開き、役割を決められる"),
                ),
                "verbose_name": "アカウント",
                "verbose_name_plural": "アカウント",
            },
        ),
        migrations.AddField(
            model_name="accountstep",
            name="role",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="accountstep",
            name="verb",
            field=models.CharField(choices=_VERBS, max_length=20),
        ),
        migrations.AddField(
            model_name="user",
            name="first_password_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
