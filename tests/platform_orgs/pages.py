"""Pages of organisations as they are typed, saved and sent, for tests about them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from platform_orgs import actions
from platform_orgs.actions.profile import draft_of

URL = "/platform/orgs/mihon/profile/"
TYPED = {
    "name": "見本の会",
    "kana": "みほんのかい",
    "kind": "npo",
    "fields_of_work": ["food"],
    "appeal": "だれでも来られる夕ごはん",
    "about": "毎週土曜日に開いています。",
    "telephone": "0857-11-2233",
    "telephone_seen_by": "public",
    "email": "kai@example.com",
    "email_seen_by": "members",
    "address": "見本町1-1",
    "address_seen_by": "office",
    "website": "example.org",
    "website_seen_by": "public",
    "seen_revision": "0",
}


def values_of(organisation, **changes):
    return draft_of(organisation).values() | changes


def save(organisation, by, seen=None, **changes):
    draft = draft_of(organisation)
    return actions.save_page(
        organisation_id=organisation.pk,
        values=draft.values() | changes,
        seen_revision=draft.revision if seen is None else seen,
        by=by,
    )


def send(organisation, by, **changes):
    if changes:
        save(organisation, by, **changes)
    return actions.send_page(organisation_id=organisation.pk, by=by)


def picture(kind="PNG", size=(900, 600), mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size, "green" if mode == "RGB" else 0).save(file, kind)
    return file.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content, "image/png")
