"""What an organisation can do for others: written by its members, read by the others, in public where it says so."""

import pytest
from django.test import Client

from platform_orgs import actions
from platform_orgs.errors import EntryChangedMeanwhile, EntryHasEnded, NotTakingPart
from platform_orgs.models import Gathering, OrganisationStep, Resource
from platform_orgs.sharing import actions as sharing
from portal.office.models import District
from tests import factories

pytestmark = pytest.mark.django_db

TYPED = {"kind": "transport", "title": "車を出せます", "conditions": "平日だけ", "is_public": "yes"}
PLACE = {"name": "ふれあい喫茶", "place": "見本公民館", "weekdays": ["2"], "opens_at": "10:00"}


@pytest.fixture(autouse=True)
def office_exists(office):
    """Head and foot name the office."""


@pytest.fixture
def resource(organisation):
    return factories.make_resource(organisation, title="米を届けられます")


def own(organisation, rest=""):
    return f"/platform/orgs/{organisation.slug}/resources/{rest}"


def press(client, organisation, entry, do):
    return client.post(own(organisation, "press/"), {"entry": entry.pk, "do": do}, follow=True)


def listed(client, query=""):
    return {row["resource"].title for row in client.get(f"/platform/resources/{query}").context["rows"]}


def test_resource_is_added_changed_and_found_by_other_members(
    organisation, org_editor_client, org_neighbour_client
):
    org_editor_client.post(own(organisation, "new/"), TYPED)
    resource = Resource.objects.get()
    answer = org_editor_client.post(
        own(organisation, f"{resource.pk}/"),
        TYPED | {"title": "車と人を出せます", "seen_revision": 0},
        follow=True,
    )

    assert "保存しました" in answer.content.decode()
    content = org_neighbour_client.get("/platform/resources/").content.decode()
    assert "車と人を出せます" in content
    assert "平日だけ" in content
    assert "見本の会" in content
    resource.refresh_from_db()
    assert (resource.revision, resource.changed_by.email) == (1, "org-editor@example.com")
    steps = OrganisationStep.objects.filter(verb="shared").values_list("note", flat=True)
    assert list(steps) == ["車を出せます：追加", "車と人を出せます：変更"]


def test_pressing_twice_shares_once(organisation, org_editor_client):
    for _ in range(2):
        org_editor_client.post(own(organisation, "new/"), TYPED)

    assert Resource.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "できることを入力してください。"),
        ({"kind": ""}, "種類を選んでください。"),
        ({"kind": "weapons"}, "一覧の中から選び直してください。"),
        ({"title": "あ" * 5000}, "100文字以内で入力してください（いま5000文字）。"),
        ({"is_public": ""}, "だれに見せますかを選んでください。"),
    ],
)
def test_mistake_is_said_and_nothing_typed_is_lost(changes, message, organisation, org_editor_client):
    answer = org_editor_client.post(own(organisation, "new/"), TYPED | changes)

    content = answer.content.decode()
    assert message in content
    assert "平日だけ" in content
    assert not Resource.objects.exists()


def test_older_form_is_refused_with_both_values_and_saved_when_pressed_again(
    organisation, resource, org_editor_client, org_manager_client
):
    path = own(organisation, f"{resource.pk}/")
    org_manager_client.post(path, TYPED | {"title": "先に保存した言葉", "seen_revision": 0})

    late = org_editor_client.post(path, TYPED | {"title": "あとの言葉", "seen_revision": 0})
    kept = Resource.objects.get().title
    again = TYPED | {"title": "あとの言葉", "seen_revision": late.context["form"]["seen_revision"].value()}
    org_editor_client.post(path, again)

    assert late.status_code == 409
    content = late.content.decode()
    assert "いま保存されている内容：先に保存した言葉" in content
    assert 'value="あとの言葉"' in content
    assert content.count("いま保存されている内容") == 2  # in the summary and beside the field
    assert kept == "先に保存した言葉"
    assert Resource.objects.get().title == "あとの言葉"


def test_paused_resource_is_seen_by_its_own_people_only_until_it_comes_back(
    client, organisation, resource, org_editor_client, org_neighbour_client
):
    pages = ("/orgs/mihon/", "/platform/orgs/mihon/", "/platform/resources/")
    seen = [resource.title in org_neighbour_client.get(page).content.decode() for page in pages]
    press(org_editor_client, organisation, resource, "pause")
    paused = [resource.title in org_neighbour_client.get(page).content.decode() for page in pages]
    own_page = org_editor_client.get(own(organisation)).content.decode()
    press(org_editor_client, organisation, resource, "resume")

    assert seen == [True, True, True]
    assert paused == [False, False, False]
    assert "お休み中" in own_page
    assert resource.title in client.get("/orgs/mihon/").content.decode()


def test_what_has_ended_is_gone_for_everybody_and_kept_on_record(
    organisation, resource, org_editor_client, org_editor
):
    press(org_editor_client, organisation, resource, "end")

    assert resource.title not in org_editor_client.get(own(organisation)).content.decode()
    assert org_editor_client.get(own(organisation, f"{resource.pk}/")).status_code == 404
    assert (
        "終わりになっています" in press(org_editor_client, organisation, resource, "resume").content.decode()
    )
    assert Resource.objects.get().ended_at
    assert sharing.finish(model=Resource, pk=resource.pk, by=org_editor).revision == 1
    with pytest.raises(EntryHasEnded):
        sharing.change(model=Resource, pk=resource.pk, values={"title": "x"}, seen_revision=1, by=org_editor)


def test_only_public_resources_stand_in_public(client, organisation, org_neighbour_client):
    factories.make_resource(organisation, title="だれでも見られる")
    factories.make_resource(organisation, title="団体だけが見る", is_public=False)

    public = client.get("/orgs/mihon/").content.decode()
    members = org_neighbour_client.get("/platform/orgs/mihon/").content.decode()

    assert ("だれでも見られる" in public, "団体だけが見る" in public) == (True, False)
    assert ("だれでも見られる" in members, "団体だけが見る" in members) == (True, True)


def test_members_list_is_filtered_by_its_address(org_neighbour_client):
    north = District.objects.create(name="北地区")
    south = District.objects.create(name="南地区")
    factories.make_resource(title="北の米", kind="food", categories=["money"], districts=[north.pk])
    factories.make_resource(title="どこでも車", kind="transport")
    factories.make_resource(title="南の部屋", kind="place", categories=["housing"], districts=[south.pk])
    client = org_neighbour_client

    assert listed(client) == {"北の米", "どこでも車", "南の部屋"}
    assert listed(client, "?kind=food") == {"北の米"}
    assert listed(client, "?category=money") == {"北の米", "どこでも車"}
    assert listed(client, f"?area={south.pk}") == {"どこでも車", "南の部屋"}
    assert listed(client, "?q=へや") == set()
    assert listed(client, "?q=部屋") == {"南の部屋"}
    assert listed(client, "?q=%00&kind=x&category=y&area=z&page=q") == {"北の米", "どこでも車", "南の部屋"}


def test_directory_is_filtered_by_public_resources(client, organisation):
    factories.make_resource(organisation, kind="food")
    factories.make_resource(kind="food", is_public=False)

    found = client.get("/orgs/?resource=food").context["page_obj"]

    assert [row.slug for row in found] == ["mihon"]
    assert client.get("/orgs/?resource=x").context["page_obj"].paginator.count == 2


@pytest.mark.parametrize("path", ["resources/{}/", "places/{}/"])
def test_neighbour_reaches_nothing_of_ours(path, organisation, resource, org_neighbour, org_neighbour_client):
    """Neither under our address nor under the neighbour's own."""
    theirs = org_neighbour.platform_memberships.get().organisation
    place = factories.make_gathering(organisation)
    number = resource.pk if path.startswith("resources") else place.pk
    presses = path.split("/")[0]

    for slug in (organisation.slug, theirs.slug):
        page = f"/platform/orgs/{slug}/{path.format(number)}"
        assert org_neighbour_client.get(page).status_code == 404
        assert org_neighbour_client.post(page, TYPED).status_code == 404
        pressed = org_neighbour_client.post(
            f"/platform/orgs/{slug}/{presses}/press/", {"entry": number, "do": "end"}
        )
        assert pressed.status_code == 404
    assert not Resource.objects.filter(ended_at__isnull=False).exists()
    assert not Gathering.objects.filter(ended_at__isnull=False).exists()


@pytest.mark.parametrize("entry", ["", "x", "٣", "9" * 30, "-1"])
def test_press_on_nothing_is_not_found(entry, organisation, resource, org_editor_client):
    answer = org_editor_client.post(own(organisation, "press/"), {"entry": entry, "do": "end"})

    assert answer.status_code == 404


def test_unknown_press_is_not_found(organisation, resource, org_editor_client):
    answer = org_editor_client.post(own(organisation, "press/"), {"entry": resource.pk, "do": "delete"})

    assert answer.status_code == 404


def test_removed_member_with_an_open_tab_writes_nothing(
    organisation, resource, org_editor, org_editor_client, staff
):
    membership = org_editor.platform_memberships.get()
    actions.remove_member(membership_id=membership.pk, by=staff)

    assert org_editor_client.post(own(organisation, "new/"), TYPED).status_code == 404
    assert press(org_editor_client, organisation, resource, "end").status_code == 404


def test_organisation_that_has_ended_shares_nothing_and_has_it_back_when_it_returns(
    client, organisation, resource, org_editor, staff
):
    actions.end(
        organisation_id=organisation.pk, state="left", on=organisation.joined_on, reason="x", by=staff
    )
    gone = list(Resource.objects.offered())
    with pytest.raises(NotTakingPart):
        sharing.pause(model=Resource, pk=resource.pk, by=org_editor)
    actions.revive(organisation_id=organisation.pk, by=staff)

    assert gone == []
    assert list(Resource.objects.offered()) == [resource]


def test_form_that_changes_nothing_writes_nothing(organisation, resource, org_editor):
    same = sharing.change(
        model=Resource, pk=resource.pk, values={"title": resource.title}, seen_revision=None, by=org_editor
    )

    assert same.revision == 0
    with pytest.raises(EntryChangedMeanwhile):
        sharing.change(
            model=Resource, pk=resource.pk, values={"title": "x"}, seen_revision=None, by=org_editor
        )


def test_what_was_typed_when_the_session_had_ended_comes_back(organisation, org_editor, org_editor_client):
    """The browser is known from its sign-in; see tests/accounts/test_keeping.py for the rest."""
    answer = Client().post(own(organisation, "new/"), TYPED)

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/?next=/platform/orgs/mihon/resources/new/")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    count, organisation, org_editor_client, client, django_assert_num_queries
):
    north = District.objects.create(name="北地区")
    for _ in range(count):
        factories.make_resource(organisation, districts=[north.pk])
        factories.make_gathering(organisation, district=north)

    # session, user, memberships, count, resources, districts of the rows, districts to choose, the office
    with django_assert_num_queries(8):
        org_editor_client.get("/platform/resources/")
    # session, user, membership, resources, their districts, places, the office
    with django_assert_num_queries(7):
        org_editor_client.get(own(organisation))
    # organisation, resources, their districts, places, the office
    with django_assert_num_queries(5):
        client.get("/orgs/mihon/")


def test_place_to_go_is_added_and_read_by_everybody(client, organisation, org_editor_client):
    answer = org_editor_client.post(
        f"/platform/orgs/{organisation.slug}/places/new/",
        PLACE | {"closes_at": "12:00", "is_free": "on", "telephone": "0857-11-2233"},
        follow=True,
    )

    assert "保存しました" in answer.content.decode()
    for page in ("/places/", "/orgs/mihon/"):
        content = client.get(page).content.decode()
        for fact in ("ふれあい喫茶", "毎週 水曜日 10:00〜12:00", "無料", "tel:0857112233"):
            assert fact in content, (page, fact)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weekdays": []}, "曜日を選ぶか、「日時について」に書いてください。"),
        ({"closes_at": "09:00"}, "終わる時刻は、始まる時刻より後にしてください。"),
        ({"opens_at": "", "closes_at": "09:00"}, "始まる時刻を入力してください。"),
        ({"website": "javascript:alert(1)"}, "Webサイトのアドレスを確かめてください。"),
        ({"telephone": "12"}, "市外局番から"),
        ({"weekdays": ["9"]}, "一覧の中から選び直してください。"),
        ({"name": "あ" * 5000}, "100文字以内"),
    ],
)
def test_mistake_about_a_place_is_said(changes, message, organisation, org_editor_client):
    answer = org_editor_client.post(f"/platform/orgs/{organisation.slug}/places/new/", PLACE | changes)

    assert message in answer.content.decode()
    assert not Gathering.objects.exists()
