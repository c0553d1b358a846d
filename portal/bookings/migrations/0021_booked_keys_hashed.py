from django.db import migrations


class Migration(migrations.Migration):
    """What was booked from a draft that still opens its receipt had the draft's token as its key. Older keys open
    nothing: their drafts are gone. Keys that the office and imports made are found by what they are, and stay."""

    dependencies = [("bookings", "0020_draft_tokens_hashed")]

    operations = [
        migrations.RunSQL(
            "UPDATE bookings_booking SET submission_key = draft.token_hash FROM bookings_bookingdraft AS draft"
            " WHERE draft.token_hash = encode(sha256(convert_to(submission_key, 'UTF8')), 'hex')",
            migrations.RunSQL.noop,
        )
    ]
