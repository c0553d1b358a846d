"""Scan the portal with wapiti, a public scanner, for `make scan`: as nobody, as a member of an organisation, as staff.

Starts `make serve`'s server with a demo world of its own, signs in as people do, and writes a report for each of the
three to .local/scan-*.json. Fails on every finding of medium severity or more that is not in ACCEPTED, and on every
error 500. Wapiti lives in an environment of its own (.local/scan), never in the portal's.
"""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from child_processes import die_with_parent, stop
from run import ROOT, environment

WAPITI = "wapiti3==3.2.3"
HOME = ROOT / ".local" / "scan"
PORT = os.environ.get("SCAN_PORT") or "8190"
SITE = f"http://127.0.0.1:{PORT}"
CRAWL_SECONDS, MODULE_SECONDS = 40, 12
MODULES = "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,sql,upload,xss"
MEDIUM = 2
# Where each begins, and what would end their session, change their way in or take others' away; of the office's lists
# not every way to combine two filters.
PLACES: dict[str, tuple[list[str], list[str]]] = {
    "nobody": (["/", "/admin/login/", "/search/?q=a", "/contact/form/"], []),
    "member": (["/platform/", "/platform/needs/", "/platform/meetings/"], ["/platform/orgs/*/members/*"]),
    "staff": (
        ["/admin/", "/admin/desk/", "/admin/bookings/booking/", "/admin/people/person/"],
        ["/admin/logout/", "/admin/password_change/*", "/admin/sign-in/*", "/admin/colleagues/*",
         "/admin/accounts/*", "/admin/handover/*", "/admin/retention/*", "/admin/figures/*",
         "/admin/*&*"],
    ),
}  # fmt: skip
# A medium finding may stand here with the reason; each is tried anew by what proves it harmless.
Proof = Callable[[dict[str, Any], urllib.request.OpenerDirector], bool]


def refuses_other_sites(finding: dict[str, Any], browser: urllib.request.OpenerDirector) -> bool:
    """Public forms ask for no token, because they set no cookie (docs/adr/0002). Instead the portal refuses what a
    page of another site sends (portal/origins.py): the very request of the finding, sent from elsewhere."""
    body = finding["http_request"].partition("\n\n")[2].encode()
    answers = [
        answer(browser, finding["path"], body, {"Sec-Fetch-Site": site})[0]
        for site in ("same-origin", "cross-site", "same-site")
    ]
    return answers[0] != 403 and answers[1:] == [403, 403]


ACCEPTED: dict[str, Proof] = {"Lack of anti CSRF token": refuses_other_sites}


def main() -> int:
    install()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        set_up(scratch)
        server = subprocess.Popen(
            [sys.executable, "scripts/run.py", "serve"], preexec_fn=die_with_parent(signal.SIGTERM)
        )
        try:
            wait_for(server)
            complaints = [each for who in PLACES for each in scan(who, scratch)]
        finally:
            stop(server, signal.SIGTERM, 20)
    print(
        f"\n{time.monotonic() - began:.0f} seconds.", *(complaints or ["Nothing to complain of."]), sep="\n"
    )
    return 1 if complaints else 0


def set_up(scratch: str) -> None:
    """The settings of `make serve`, for the server and for asking the demo's password here."""
    import django

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Limits would keep a scanner from getting anywhere.
    limits = {f"LIMIT_{name}": "10000000" for name in ("SEND", "LOOK_UP", "SEARCH")}
    os.environ |= {"MEDIA_ROOT": f"{scratch}/media", "SECRET_KEY": secrets.token_urlsafe(64), **limits}
    os.environ.update(environment("serve", PORT))
    django.setup()


def install() -> None:
    if not (HOME / "bin" / "wapiti").exists():
        print(f"Installing {WAPITI} into {HOME} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        pip: list[str | Path] = [HOME / "bin" / "pip", "install", "-q", "--disable-pip-version-check", WAPITI]
        subprocess.run(pip, check=True)


def wait_for(server: "subprocess.Popen[bytes]") -> None:
    for _second in range(300):
        if server.poll() is not None:
            sys.exit("The server did not start.")
        try:
            urllib.request.urlopen(f"{SITE}/healthz", timeout=5)
            return
        except OSError:
            time.sleep(1)
    sys.exit("The server did not answer within five minutes.")


def scan(who: str, scratch: str) -> Iterator[str]:
    """What is wrong for one of the three, as lines."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    SIGN_INS[who](browser)
    report_file = ROOT / ".local" / f"scan-{who}.json"
    report_file.unlink(missing_ok=True)
    cookies = Path(scratch) / f"{who}-cookies.json"
    attributes = {"expires": None, "secure": False, "port": None, "version": 0}
    held = {cookie.name: {"value": cookie.value, **attributes} for cookie in jar}
    cookies.write_text(json.dumps({"127.0.0.1": {"/": held}}))
    starts, excluded = PLACES[who]
    command: list[str | Path] = [
        HOME / "bin" / "wapiti",
        "-u",
        f"{SITE}{starts[0]}",
        "--scope",
        "folder",
        "-m",
        MODULES,
    ]
    for path in starts[1:]:
        command += ["-s", SITE + path]
    for path in excluded:
        command += ["-x", SITE + path]
    command += ["-c", cookies, "-d", "3", "--max-links-per-page", "40", "--max-files-per-dir", "12"]
    command += ["--max-parameters", "60", "--max-scan-time", str(CRAWL_SECONDS)]
    command += ["--max-attack-time", str(MODULE_SECONDS), "--store-session", f"{scratch}/{who}"]
    command += [
        "--store-config",
        f"{scratch}/config",
        "--no-bugreport",
        "-v",
        "0",
        "-f",
        "json",
        "-o",
        report_file,
    ]
    print(f"\nScanning as {who} …", flush=True)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    report = json.loads(report_file.read_text())
    if not SIGNED_IN[who](browser):
        yield f"{who}: was signed out on the way, so little was scanned; exclude what did it"
    yield from complaints_of(who, report, browser)


def complaints_of(who: str, report: dict[str, Any], browser: urllib.request.OpenerDirector) -> Iterator[str]:
    findings = [(kind, each) for kind, found in report["vulnerabilities"].items() for each in found]
    counts: dict[str, int] = {}
    for kind, finding in findings:
        counts[f"{finding['level']} {kind}"] = counts.get(f"{finding['level']} {kind}", 0) + 1
        proof = ACCEPTED.get(finding["info"])
        if finding["level"] >= MEDIUM and not (proof and proof(finding, browser)):
            yield f"{who}: {kind}: {finding['info']}: {finding['method']} {finding['path']} {finding['parameter']}"
    print(
        f"{who}: {report['infos']['crawled_pages_nbr']} pages and forms; by level and kind: {counts or 'nothing'}"
    )
    for error in report["anomalies"].get("Internal Server Error", []):
        yield f"{who}: error 500: {error['curl_command']}"


def answer(
    browser: urllib.request.OpenerDirector,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    """The status of one request and its page, after where it led."""
    request = urllib.request.Request(SITE + path, data=body, headers=headers or {})
    try:
        with browser.open(request, timeout=30) as response:
            return response.status, response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def send(browser: urllib.request.OpenerDirector, path: str, page: str, **typed: str) -> str:
    """Fill in the form of a page; returns the page after it."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, f"{path} has no form"
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **typed}).encode()
    return answer(browser, path, data)[1]


def sign_in_member(browser: urllib.request.OpenerDirector) -> None:
    """With the code that the demo's page shows in place of a mail."""
    from portal.demo.organisations import MEMBER

    page = send(browser, "/accounts/", answer(browser, "/accounts/")[1], email=MEMBER)
    for _second in range(20):
        if code := re.search(r'<strong class="code">([^<]+)</strong>', page):
            send(browser, "/accounts/code/", page, code=code[1])
            break
        time.sleep(1)
        page = answer(browser, "/accounts/code/")[1]
    assert SIGNED_IN["member"](browser), "the member could not sign in"


def sign_in_staff(browser: urllib.request.OpenerDirector) -> None:
    """With the password that the demo prints and the number that its page shows."""
    from portal.demo.staff import ADMINISTRATOR, password

    page = answer(browser, "/admin/login/")[1]
    number = re.search(rf'<small>{ADMINISTRATOR.email}</small></dt><dd><strong class="code">(\d+)', page)
    assert number, "the demo shows no number"
    send(browser, "/admin/login/", page, username=ADMINISTRATOR.email, password=password(), number=number[1])
    assert SIGNED_IN["staff"](browser), "the administrator could not sign in"


SIGN_INS: dict[str, Callable[[urllib.request.OpenerDirector], None]] = {
    "nobody": lambda browser: None,
    "member": sign_in_member,
    "staff": sign_in_staff,
}
SIGNED_IN: dict[str, Callable[[urllib.request.OpenerDirector], bool]] = {
    "nobody": lambda browser: True,
    "member": lambda browser: "/accounts/logout/" in answer(browser, "/accounts/")[1],
    "staff": lambda browser: "/admin/logout/" in answer(browser, "/admin/")[1],
}


if __name__ == "__main__":
    sys.exit(main())
