from django.db import migrations


def take_back_promises(apps, schema_editor):
    """What came before the portal promised a time was stamped with the moment of 0002, and counted as late from
    then on. A promise is the end of a working day, in whole minutes; that moment is not."""
    Inquiry = apps.get_model('inquiries', 'Inquiry')
    stamped = [
        pk for pk, read_by in Inquiry.objects.values_list('pk', 'read_by') if read_by.second or read_by.microsecond
    ]
    Inquiry.objects.filter(pk__in=stamped).update(read_by=None)


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0005_promise_may_be_missing'),
    ]

    operations = [migrations.RunPython(take_back_promises, migrations.RunPython.noop)]
