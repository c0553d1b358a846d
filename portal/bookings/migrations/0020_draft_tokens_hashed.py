from django.db import migrations


class Migration(migrations.Migration):
    """Drafts from before stay open to whoever holds their token. The way back leaves hashes,
    which open nothing."""

    dependencies = [("bookings", "0019_more_private_columns")]

    operations = [
        migrations.RenameField(model_name="bookingdraft", old_name="token", new_name="token_hash"),
        migrations.RunSQL(
            "UPDATE bookings_bookingdraft SET token_hash = encode(sha256(convert_to(token_hash, 'UTF8')), 'hex')",
            migrations.RunSQL.noop,
        ),
    ]
