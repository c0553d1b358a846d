from django import template
from django.utils.safestring import SafeString

from portal.office import structured
from portal.office.models import Office
from portal.ui.structured import data_block

register = template.Library()


@register.simple_tag
def office_data(office: Office) -> SafeString:
    """The office for search engines."""
    return data_block(structured.office_data(office))
