"""`manage.py backup` and `manage.py restore`, with real databases and the real programs of PostgreSQL."""

import contextlib
import io

import psycopg2
import pytest

from portal.backup import archive, sealing
from tests.backup.conftest import emptied

# For its tables: each place is a copy of the tests' own database.
pytestmark = pytest.mark.django_db

KEY = sealing.new_key()


def said(done):
    return done.stdout + done.stderr


def test_world_that_was_destroyed_is_back_row_by_row(world, tmp_path):
    before = world.contents()
    assert [name for name, found in before.items() if found[0] == 0] == []

    backup = world.manage("backup", "--to", tmp_path, "--keep", "3", BACKUP_KEY=KEY)
    files = list(tmp_path.iterdir())
    emptied(world)
    restored = world.manage("restore", files[0], "--send-waiting-mails", BACKUP_KEY=KEY)

    assert (backup.returncode, restored.returncode) == (0, 0), said(backup) + said(restored)
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600]
    assert "uploads that rows name are not on the disk" in backup.stderr  # the demo's odd rows name some
    assert world.contents() == before
    # Mails of the backup may have gone out since: unless told otherwise, staff decide about each.
    again = world.manage("restore", "--replace", files[0], BACKUP_KEY=KEY)
    assert again.returncode == 0, said(again)
    assert world.sql("SELECT DISTINCT state FROM correspondence_outboxmail") == [("unknown",)]
    # What is written next gets numbers of its own.
    world.sql("INSERT INTO office_closedday (date, reason) VALUES ('2999-01-01', '')")


def test_database_that_is_not_empty_is_left_alone(small, small_backup):
    before = small.contents()

    done = small.manage("restore", small_backup)

    assert done.returncode == 1
    assert "--replace" in done.stderr
    assert small.contents() == before


def test_replacing_takes_the_place_of_what_was_there(small, small_backup):
    before = small.contents()
    small.sql("INSERT INTO office_closedday (date, reason) VALUES ('2999-01-02', '')")
    (small.media / "logos" / "newer.webp").write_bytes(b"newer")

    done = small.manage("restore", "--replace", small_backup)

    assert done.returncode == 0, said(done)
    assert small.contents() == before
    assert small.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'") == []
    assert [path.name for path in small.media.iterdir()] == ["logos"]


@pytest.mark.parametrize("at", [0.3, 0.999])
def test_damaged_backup_changes_nothing(small, small_backup, tmp_path, at):
    data = bytearray(small_backup.read_bytes())
    # In the dump, and in the manifest at the end.
    place = int(len(data) * at) if at < 0.9 else data.rindex(b'"sha256": "') + 12
    data[place] ^= 1
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(data)
    before = small.contents()

    done = small.manage("restore", "--replace", damaged)

    assert done.returncode == 1
    assert "checksum is wrong" in done.stderr
    assert small.contents() == before


def test_backup_that_was_cut_off_is_refused(small, small_backup, tmp_path):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(small_backup.read_bytes()[:100_000])

    done = small.manage("backup", "--check", cut)

    assert done.returncode == 1
    assert "damaged" in done.stderr or "cut off" in done.stderr


def test_dump_that_cannot_be_read_brings_the_old_tables_back(small, small_backup, tmp_path):
    parts = tmp_path / "parts"
    manifest = archive.unpack(small_backup, None, parts)
    dump = parts / archive.DUMP
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    manifest.members = {}
    with (tmp_path / "half.tar").open("wb") as file:
        archive.write(file, [(archive.DUMP, dump)], manifest, None)
    before = small.contents()

    done = small.manage("restore", "--replace", tmp_path / "half.tar")

    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    assert small.contents() == before


def test_sealed_backup_opens_with_its_key_alone(small, tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    made = small.manage("backup", "--to", tmp_path / "to", "--key-file", tmp_path / "key")
    (file,) = (tmp_path / "to").iterdir()

    without = small.manage("restore", "--replace", file)
    other = small.manage("restore", "--replace", file, BACKUP_KEY=sealing.new_key())
    good = small.manage("backup", "--check", file, BACKUP_KEY=KEY)

    assert made.returncode == 0, made.stderr
    assert file.name.endswith("Z.tar.sealed")
    assert "logos" not in file.read_bytes().decode("latin-1")
    assert (without.returncode, other.returncode, good.returncode) == (1, 1, 0)
    assert "BACKUP_KEY" in without.stderr
    assert "does not open" in other.stderr


def test_backup_of_a_newer_portal_is_refused(small, tmp_path):
    small.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('office', '9999_flying', now())")
    small.manage("backup", "--to", tmp_path)
    small.sql("DELETE FROM django_migrations WHERE name = '9999_flying'")

    done = small.manage("restore", "--replace", next(tmp_path.iterdir()))

    assert done.returncode == 1
    assert "office.9999_flying" in done.stderr


def test_restoring_waits_until_nobody_else_is_connected(small, small_backup):
    with contextlib.closing(psycopg2.connect(**small.parameters)):
        done = small.manage("restore", "--replace", small_backup)

    assert done.returncode == 1
    assert "stop gunicorn" in done.stderr


def test_old_backups_go_and_nothing_else(small, tmp_path):
    for name in ("tsunagari-20200101T000000Z.tar", "tsunagari-20210101T000000Z.tar.sealed", "notes.tar"):
        (tmp_path / name).write_text("x")

    done = small.manage("backup", "--to", tmp_path, "--keep", "2")

    names = sorted(path.name for path in tmp_path.iterdir())
    assert done.returncode == 0, done.stderr
    assert names[:2] == ["notes.tar", "tsunagari-20210101T000000Z.tar.sealed"]
    assert len(names) == 3


def test_missing_programs_are_named_and_nothing_is_left(small, tmp_path):
    done = small.manage("backup", "--to", tmp_path, POSTGRES_PROGRAMS=str(tmp_path))

    assert done.returncode == 1
    assert "pg_dump of PostgreSQL" in done.stderr
    assert list(tmp_path.iterdir()) == []


def _read_all(opener):
    return b"".join(iter(lambda: opener.read(300_000), b""))


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_sealed_file_opens_to_what_was_written(size):
    key = sealing.read_key(KEY)
    file = io.BytesIO()
    sealer = sealing.Sealer(file, key)
    plain = bytes(range(256)) * (size // 256 + 1)
    for start in range(0, size, 700_000):
        sealer.write(plain[start : min(start + 700_000, size)])
    sealer.close()
    sealed = file.getvalue()

    opener = sealing.Opener(io.BytesIO(sealed), key)
    assert _read_all(opener) == plain[:size]
    for spoilt in (sealed[:-1], sealed[: len(sealing.MAGIC) + 16 + (1 << 20) + 16], sealed + b"x"):
        if spoilt != sealed:
            with pytest.raises(sealing.BackupError):
                _read_all(sealing.Opener(io.BytesIO(spoilt), key))


@pytest.mark.parametrize("text", ["", "short", "x" * 44, "ä"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(sealing.BackupError):
        sealing.read_key(text)
