from platform_orgs.forms.joining import JoinForm, PublicJoinForm
from platform_orgs.forms.members import InvitationAddressForm, InviteForm
from platform_orgs.forms.profile import ProfileForm

__all__ = ["InvitationAddressForm", "InviteForm", "JoinForm", "ProfileForm", "PublicJoinForm"]
