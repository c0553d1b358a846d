"""Who has asked on their own page that the office removes what it keeps of them."""

from platform_orgs.models import Membership
from portal.demo import organisations, own_page
from portal.demo.world import World
from portal.retention.asking import ask
from supporters.models import Supporter


def to_be_erased(world: World) -> None:
    """One of the family with the shared address, and an editor who looks after the page of an organisation."""
    supporter = Supporter.objects.filter(person__email=own_page.SHARED).latest("pk")
    ask(person_id=supporter.person_id)
    editor = Membership.objects.get(user__email=organisations.SECOND)
    ask(person_id=editor.person_id)
