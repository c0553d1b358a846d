"""What of telling people is about somebody, for the record of who saw it."""

from collections.abc import Iterable

from portal.correspondence.models import CallListLine, OutboxMail, PaperItem


def messages_to(person_ids: set[int]) -> dict[str, Iterable[int]]:
    """Lines of the call list, mails and letters to them, and the runs in which the letters were printed."""
    papers = PaperItem.objects.filter(message__recipient__in=person_ids).order_by()
    found: dict[str, Iterable[int]] = {
        f"correspondence.{model._meta.model_name}": model._default_manager.filter(
            message__recipient__in=person_ids
        )
        .order_by()
        .values_list("pk", flat=True)
        for model in (CallListLine, OutboxMail, PaperItem)
    }
    found["correspondence.letterrun"] = papers.filter(run__isnull=False).values_list("run", flat=True)
    return found
