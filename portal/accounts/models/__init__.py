from portal.accounts.models.code import KeptForm, SignInCode
from portal.accounts.models.session import UserSession
from portal.accounts.models.staff import AccountStep, OneTimeCode, OneTimeSheet, StaffTries
from portal.accounts.models.user import HandOver, User

__all__ = [
    "AccountStep",
    "HandOver",
    "KeptForm",
    "OneTimeCode",
    "OneTimeSheet",
    "SignInCode",
    "StaffTries",
    "User",
    "UserSession",
]
