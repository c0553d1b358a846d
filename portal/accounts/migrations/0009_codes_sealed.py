from django.db import migrations

import portal.private.fields


class Migration(migrations.Migration):
    """Codes from before live for half an hour: they are read as they are, and nothing is sealed anew."""

    dependencies = [("accounts", "0008_factors_under_data_keys")]

    operations = [
        migrations.AlterField(
            model_name="signincode", name="code", field=portal.private.fields.PrivateTextField()
        ),
    ]
