"""Each line of the two texts becomes a row; a time in front (13:30) becomes the row's time."""

import datetime
import re

from django.db import migrations

_TIME = re.compile(
    r"([01]?\d|2[0-3])[:：]([0-5]\d)(?:\s*[-–—~〜～ー]\s*(\d{1,2}[:：]\d{2}))?[\s　]*(.*)", re.ASCII
)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST = 200
_LONGEST_NAME = 100


def _item(line):
    found = _TIME.fullmatch(line.translate(_DIGITS))
    if not found or not found[4]:
        return None, line, ""
    until = f"{found[3].replace('：', ':')}まで" if found[3] else ""
    return datetime.time(int(found[1]), int(found[2])), line[len(line) - len(found[4]) :], until


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def to_rows(apps, schema_editor):
    ProgrammeItem = apps.get_model("events", "ProgrammeItem")
    Speaker = apps.get_model("events", "Speaker")
    for event in apps.get_model("events", "Event").objects.exclude(programme_text="", speakers_text=""):
        items = [_item(line) for line in _lines(event.programme_text)]
        times = [time for time, _title, _until in items]
        # The order of the text is kept by a number where the times alone would not keep it.
        is_timed = None not in times and times == sorted(times)
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(
                event=event,
                starts_at=time,
                title=title[:_LONGEST],
                note=until or title[_LONGEST : 2 * _LONGEST],
                position=0 if is_timed else number,
            )
            for number, (time, title, until) in enumerate(items, start=1)
        )
        Speaker.objects.bulk_create(
            Speaker(event=event, name=line[:_LONGEST_NAME], line=line[_LONGEST_NAME : 3 * _LONGEST_NAME])
            for line in _lines(event.speakers_text)
        )


def to_texts(apps, schema_editor):
    for event in apps.get_model("events", "Event").objects.all():
        event.programme_text = "\n".join(
            f"{item.starts_at:%H:%M} {item.title}" if item.starts_at else item.title
            for item in event.programme.order_by("position", "starts_at", "id")
        )
        event.speakers_text = "\n".join(
            " ".join(filter(None, (each.affiliation, each.name))) for each in event.speakers.order_by("position", "id")
        )
        event.save(update_fields=["programme_text", "speakers_text"])


class Migration(migrations.Migration):
    dependencies = [("events", "0003_programme_and_speakers")]

    operations = [migrations.RunPython(to_rows, to_texts)]
