from django.utils.functional import Promise


class PortalError(Exception):
    """A rule of the portal was not met. The message is for the person at the screen, in Japanese.

    Views catch exactly the subclasses they expect and show ``message`` beside the form.
    """

    message: str | Promise = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0])
