"""From where a session was begun, as coarse as it helps to know one's own: a kind of machine and a browser."""

from django.utils.translation import gettext as _

_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
# Edge and Opera call themselves Chrome as well, Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def coarse_agent(header: str) -> str:
    found = [next((name for word, name in words if word in header), "") for words in (_MACHINES, _BROWSERS)]
    return "・".join(name for name in found if name) or _("わからない機器")
