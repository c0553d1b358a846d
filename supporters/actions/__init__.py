"""What becomes of a registration. Nothing else writes its state, its number or whose it is.

Lock order: occasions, then the registry's settings (whoever gives numbers), then supporters, then people.
"""

from .merging import bring_registrations_together
from .registering import Outcome, Registration, register
from .states import end, pause, refuse_gone, resume, revive

__all__ = [
    "Outcome",
    "Registration",
    "bring_registrations_together",
    "end",
    "pause",
    "refuse_gone",
    "register",
    "resume",
    "revive",
]
