from django.db import migrations, models


class Migration(migrations.Migration):
    """Running sessions go on: their keys stay in the cookies, only their hashes in the database. The way back ends
    them."""

    dependencies = [("accounts", "0009_codes_sealed")]

    operations = [
        migrations.AlterField(
            model_name="usersession",
            name="session_key",
            field=models.CharField(editable=False, max_length=64, primary_key=True, serialize=False),
        ),
        migrations.RunSQL(
            "UPDATE accounts_usersession SET session_key = encode(sha256(convert_to(session_key, 'UTF8')), 'hex')",
            "DELETE FROM accounts_usersession",
        ),
    ]
