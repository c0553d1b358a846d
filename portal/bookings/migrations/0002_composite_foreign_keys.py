from django.db import migrations

# A plain foreign key cannot say "of the same occasion"; these two can. They stand beside Django's own.
ADD = """
ALTER TABLE bookings_attendee
    ADD CONSTRAINT attendee_in_occasion_of_booking
    FOREIGN KEY (booking_id, occasion_id) REFERENCES bookings_booking (id, occasion_id);
ALTER TABLE bookings_booking
    ADD CONSTRAINT booking_place_kind_of_occasion
    FOREIGN KEY (place_kind_id, occasion_id) REFERENCES bookings_placekind (id, occasion_id);
"""
DROP = """
ALTER TABLE bookings_attendee DROP CONSTRAINT attendee_in_occasion_of_booking;
ALTER TABLE bookings_booking DROP CONSTRAINT booking_place_kind_of_occasion;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
