"""The office's pages about needs as tests press them, and a worry that may become one."""

from supporters.concerns.report import Report, report_concern

LIST = "/admin/platform_orgs/need/"


def url(need, tail=""):
    return f"{LIST}{need.pk}/{tail}"


def text(answer):
    return answer.content.decode()


def press(client, need, do, **more):
    need.refresh_from_db()
    return client.post(url(need, "press/"), {"do": do, "revision": need.revision} | more, follow=True)


def press_response(client, response, do, **more):
    return client.post(url(response.need, f"responses/{response.pk}/press/"), {"do": do} | more, follow=True)


def concern(what="灯油が買えず寒そうです。", **changes):
    values = {"way": "written", "what": what, "relation": "neighbour"} | changes
    return report_concern(report=Report(**values), submission_key=f"key-{what}")
