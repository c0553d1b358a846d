"""Many people who apply at once while something breaks, and what the database says of them afterwards."""

import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.bench.applicant import NUMBER, Applicant

_numbers = count(1)
PATIENCE = 60  # seconds in which somebody tries again


@dataclass
class Outcome:
    """One line of the table. ``answers``: how often each answer came that was no next page."""

    fault: str
    asked: int = 0
    acknowledged: int = 0
    found: int = 0
    doubled: int = 0
    lost: int = 0
    unknown: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Stubborn(Applicant):
    """Presses again when something else than the next page comes, as the page for an outage offers."""

    def __init__(self, port: int, page: str, number: int) -> None:
        super().__init__(port, page, number)
        self.answers: Counter[str] = Counter()
        self.acknowledged = ""

    def run(self) -> None:
        deadline = time.monotonic() + PATIENCE
        confirm = receipt = ""
        while time.monotonic() < deadline and not self.acknowledged:
            if not confirm:
                confirm = self._ask("POST", f"{self.page}apply/", self._typed())
            elif not receipt:
                receipt = self._ask("POST", confirm, {})
            elif number := NUMBER.search(self._ask("GET", receipt)):
                self.acknowledged = re.sub("[^0-9]", "", number[1])
        self.close()

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> str:
        """The address of the next page, or the page; empty after any other answer, and a moment later."""
        try:
            status, location, body = self._request(
                method, path, urlencode(data) if data is not None else None
            )
        except (OSError, http.client.HTTPException) as error:
            self.answers["no answer" if isinstance(error, OSError) else type(error).__name__] += 1
            self.connection.close()
        else:
            if status in {200, 302}:
                return location or (body if method == "GET" else "")
            self.answers[str(status)] += 1
        time.sleep(0.25)
        return ""


class Rush:
    """People who begin as soon as it is made, each in a thread of their own."""

    def __init__(self, port: int, occasion: object, people: int) -> None:
        page = f"/trainings/{occasion.slug}/"  # type: ignore[attr-defined]
        self.occasion = occasion
        self.people = [Stubborn(port, page, next(_numbers)) for _each in range(people)]
        self._threads = [threading.Thread(target=person.run) for person in self.people]
        for number, thread in enumerate(self._threads):
            thread.start()
            if number % 8 == 7:
                time.sleep(0.05)

    @property
    def acknowledged(self) -> int:
        return sum(bool(person.acknowledged) for person in self.people)

    def wait_for(self, acknowledged: int) -> None:
        """Until so many hold a receipt: the middle of the rush."""
        deadline = time.monotonic() + PATIENCE
        while self.acknowledged < acknowledged and time.monotonic() < deadline:
            time.sleep(0.01)

    def outcome(self, fault: str) -> Outcome:
        """Wait for everybody, and hold what they were told against what is stored."""
        from portal.bookings.models import Booking

        for thread in self._threads:
            thread.join()
        bookings = list(
            Booking.objects.filter(occasion=self.occasion.pk).values_list("receipt_number", "contact__email")  # type: ignore[attr-defined]
        )
        held = {person.acknowledged for person in self.people if person.acknowledged}
        stored = {number for number, _email in bookings}
        per_person = Counter(email for _number, email in bookings)
        done = Outcome(
            fault,
            asked=len(self.people),
            acknowledged=len(held),
            found=len(held & stored),
            doubled=sum(many - 1 for many in per_person.values()),
            lost=len(held - stored),
            answers=sum((person.answers for person in self.people), Counter()),
        )
        if done.acknowledged < done.asked:
            done.wrong.append(
                f"{done.asked - done.acknowledged} people got no receipt within {PATIENCE} seconds"
            )
        strange = set(done.answers) - {"503", "no answer", "RemoteDisconnected", "IncompleteRead"}
        if strange:
            done.wrong.append(f"answers that nobody should get: {', '.join(sorted(strange))}")
        return done
