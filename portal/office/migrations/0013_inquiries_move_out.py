from django.db import migrations


class Migration(migrations.Migration):
    """Inquiries have a room of their own: their table goes there as it is."""

    dependencies = [
        ('office', '0012_notices'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'ALTER TABLE office_inquiry RENAME TO inquiries_inquiry',
                    'ALTER TABLE inquiries_inquiry RENAME TO office_inquiry',
                ),
            ],
            state_operations=[migrations.DeleteModel('Inquiry')],
        ),
    ]
