"""Who may stand at the door of an occasion: staff with their account, helpers with a pass."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.bookings.door.sheet import date_at
from portal.bookings.models import DoorPass, Occasion, OccasionDate

_COOKIE = "door-"
_SALT = "bookings.door"
_LAST_DOOR = "last_door"
_PERMISSION = "bookings.change_attendance"


@dataclass(frozen=True)
class Doorkeeper:
    """Somebody of the office, or the holder of a pass. Only the office sees more than who came."""

    by: User | DoorPass

    @property
    def is_staff(self) -> bool:
        return isinstance(self.by, User)

    @property
    def name(self) -> str:
        return str(self.by)


def keeper_of(request: HttpRequest, occasion: Occasion) -> Doorkeeper | None:
    """Who marks at the door of ``occasion`` in this browser; None for everybody else."""
    user = staff_user(request)
    if user is not None:
        return Doorkeeper(user)
    door_pass = _pass_in(request, occasion.pk)
    if door_pass is not None and door_pass.works_at(timezone.now(), occasion.dates.all()):
        return Doorkeeper(door_pass)
    return None


def staff_user(request: HttpRequest) -> User | None:
    """The signed-in member of staff who may write attendance, or None."""
    user = request.user
    return user if isinstance(user, User) and user.is_staff and user.has_perm(_PERMISSION) else None


def remember_door(request: HttpRequest, date: OccasionDate) -> None:
    """Keep in the session of staff which door they opened last."""
    if request.session.get(_LAST_DOOR) != date.pk:
        request.session[_LAST_DOOR] = date.pk


def other_door(request: HttpRequest, occasion: Occasion) -> Occasion | None:
    """The occasion whose door staff opened last in this browser, if it is another one that takes place today."""
    last = request.session.get(_LAST_DOOR)
    if staff_user(request) is None or last is None:
        return None
    date = OccasionDate.objects.select_related("occasion").filter(pk=last).first()
    if date is None or date.occasion_id == occasion.pk or date_at([date], timezone.now()) is None:
        return None
    return date.occasion


def has_any_pass(request: HttpRequest) -> bool:
    """Whether this browser stands at some door today, be it another one."""
    held = [name.removeprefix(_COOKIE) for name in request.COOKIES if name.startswith(_COOKIE)]
    passes = [
        _pass_in(request, int(pk)) for pk in held[:20] if pk.isascii() and pk.isdigit() and len(pk) < 18
    ]
    now = timezone.now()
    return any(p.works_at(now, p.occasion.dates.all()) for p in passes if p is not None)


def refuse(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    """What everybody else gets: staff to the sign-in, a pass that does not work now its reason, others 404."""
    if _pass_in(request, occasion.pk) is not None:
        return closed(request, occasion)
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path(), reverse("admin:login"))


def closed(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    """A pass that opens nothing now: too early, over or revoked."""
    context = {"occasion": occasion, "dates": occasion.dates.all()}
    return render(request, "door/closed.html", context, status=403)


def remember(response: HttpResponse, door_pass: DoorPass, dates: list[OccasionDate]) -> None:
    """Let this browser stand at the door of that one occasion until the pass has run out."""
    last = max(date.ends_at for date in dates)
    response.set_signed_cookie(
        f"{_COOKIE}{door_pass.occasion_id}",
        str(door_pass.pk),
        salt=_SALT,
        # To the end of the last day and a little; whether the pass works is asked again at every tap.
        max_age=max(int((last - timezone.now()).total_seconds()), 0) + 24 * 3600,
        path="/door/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _pass_in(request: HttpRequest, occasion_id: int) -> DoorPass | None:
    try:
        value = request.get_signed_cookie(f"{_COOKIE}{occasion_id}", salt=_SALT)
    except (KeyError, BadSignature):
        return None
    return (
        DoorPass.objects.select_related("occasion")
        .filter(pk=int(value or 0), occasion_id=occasion_id)
        .first()
    )
