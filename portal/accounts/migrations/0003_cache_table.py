from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, as ``createcachetable`` makes it: what all processes count together."""

    dependencies = [("accounts", "0002_sign_in_codes")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE IF NOT EXISTS portal_cache (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamptz NOT NULL
                );
                CREATE INDEX IF NOT EXISTS portal_cache_expires ON portal_cache (expires);
            """,
            reverse_sql="DROP TABLE portal_cache",
        )
    ]
