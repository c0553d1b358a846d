from django.db import migrations


class Migration(migrations.Migration):
    """Drafts and receipts from before stay open to whoever holds their token. The way back leaves hashes,
    which open nothing."""

    dependencies = [("trainings", "0007_more_private_columns")]

    operations = [
        migrations.RenameField(model_name="visitdraft", old_name="token", new_name="token_hash"),
        migrations.RunSQL(
            "UPDATE trainings_visitdraft SET token_hash = encode(sha256(convert_to(token_hash, 'UTF8')), 'hex')",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "UPDATE trainings_visitrequest SET submission_key = encode(sha256(convert_to(submission_key, 'UTF8')), 'hex')",
            migrations.RunSQL.noop,
        ),
    ]
