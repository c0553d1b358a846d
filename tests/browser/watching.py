"""What must stay silent while somebody walks through the site."""

from playwright.sync_api import ConsoleMessage, Page, Request, Response


class Watch:
    """Collects, over all pages that it is shown, whatever should not have happened."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.complaints: list[str] = []

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser also notes there that a page itself was 404; files are watched by their responses.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.site):
            self.complaints.append(f"left the server: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")
