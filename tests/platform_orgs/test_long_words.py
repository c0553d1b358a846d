"""What is far too long is said in words wherever members write, and nothing of it is kept."""

import pytest

from platform_orgs.models import Invitation, ResponseMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

LONG = "あ" * 5000


def test_message_of_5000_characters_is_not_sent(need, response, org_manager_client):
    address = f"/platform/needs/{need.slug}/responses/tonari/"

    answer = org_manager_client.post(address, {"text": LONG})

    assert "2000文字以内で入力してください（いま5000文字）。" in answer.content.decode()
    assert ResponseMessage.objects.count() == 1


def test_answer_of_5000_characters_is_not_given(need, org_neighbour_client):
    answer = org_neighbour_client.post(f"/platform/needs/{need.slug}/answer/", {"text": LONG})

    assert "2000文字以内で入力してください（いま5000文字）。" in answer.content.decode()
    assert not ResponseMessage.objects.exists()


def test_invitation_for_a_name_of_5000_characters_is_not_sent(organisation, org_manager_client):
    data = {"name": LONG, "email": "new@example.com", "role": "editor"}

    answer = org_manager_client.post("/platform/orgs/mihon/members/invite/", data)

    assert "文字以内で入力してください（いま5000文字）。" in answer.content.decode()
    assert not Invitation.objects.exists()
