"""When somebody has died, moved away or wants to hear no more: nothing that waits goes out."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.correspondence.actions.paper import withdraw_paper
from portal.correspondence.actions.telling import withdraw
from portal.correspondence.models import Message, OutboxMail, PaperItem
from portal.people.life import Consequence
from portal.people.models import PersonMark


def stop_messages(*, person_id: int, kind: PersonMark.Kind, by: User) -> list[Consequence]:
    """Take back every mail, call, letter and FAX sheet to this person that is not out yet.

    What lies printed is named, because somebody must take it out of its envelope; so is a mail that is being
    handed over at this very moment, because nobody can stop it.
    """
    waiting = Message.objects.filter(recipient=person_id, told_at__isnull=True, withdrawn_at__isnull=True)
    papers = PaperItem.objects.filter(message__recipient=person_id, state=PaperItem.State.WAITING)
    printed = list(papers.filter(printed_at__isnull=False).select_related("run").order_by("id"))
    stopped = sum(withdraw(message=message) for message in waiting.order_by("id"))
    # Written again although they were told before: the message is settled, its paper is not.
    stopped += sum(withdraw_paper(paper=paper) for paper in papers.order_by("id"))
    leaving = OutboxMail.objects.filter(message__recipient=person_id, state=OutboxMail.State.SENDING).count()
    found = []
    if stopped:
        found.append(Consequence(_("まだ伝えていない連絡の取りやめ：%(count)d件") % {"count": stopped}))
    if leaving:
        found.append(
            Consequence(_("いま送っている最中で止められないメール：%(count)d通") % {"count": leaving})
        )
    return [*found, *(_printed(paper) for paper in printed)]


def _printed(paper: PaperItem) -> Consequence:
    if paper.run is None:
        url = reverse("admin:correspondence_paperitem_change", args=[paper.pk])
        return Consequence(_("印刷ずみの紙：出さずに抜き取ってください"), url, needs_staff=True)
    return Consequence(
        _("印刷ずみの手紙：束「%(run)s」の%(position)d番を、封筒から抜き取ってください")
        % {"run": paper.run.title, "position": paper.position},
        reverse("admin:correspondence_letterrun_change", args=[paper.run_id]),
        needs_staff=True,
    )
