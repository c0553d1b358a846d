from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0003_notes_are_steps'),
    ]

    operations = [migrations.RemoveField('inquiry', 'office_note')]
