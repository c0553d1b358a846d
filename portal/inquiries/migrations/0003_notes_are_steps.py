from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    """The one note of each inquiry becomes the first step of its record; what was taken up has been read."""
    Inquiry = apps.get_model('inquiries', 'Inquiry')
    InquiryStep = apps.get_model('inquiries', 'InquiryStep')
    for inquiry in Inquiry.objects.exclude(office_note=''):
        InquiryStep.objects.create(inquiry=inquiry, verb='noted', note=inquiry.office_note, at=inquiry.received_at)
    Inquiry.objects.exclude(state='new').update(first_read_at=F('received_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0002_answers_and_steps'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
