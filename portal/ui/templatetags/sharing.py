"""How a page presents itself to search engines and to whoever passes its address on."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.ui.structured import data_block, filled

register = template.Library()


class _Capture(Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> _Capture:
    """``{% capture name %}…{% endcapture %}`` keeps what stands between, so that a block can be used twice."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return _Capture(nodelist, name)


@register.simple_tag(takes_context=True)
def whole_address(context: Context) -> str:
    """The page's one address, without parameters; nothing where a page is made outside a request."""
    request = context.get("request")
    return settings.SITE_URL + request.path if request is not None else ""


@register.simple_tag
def subscription(path: str) -> str:
    """The address that lets the reader's own calendar fetch ``path`` again and again; https would load it once."""
    return f"webcal://{settings.SITE_URL.partition('//')[2]}{path}"


@register.simple_tag
def whole_static(path: str) -> str:
    """The address of a static file for whoever reads the page elsewhere."""
    return settings.SITE_URL + static(path)


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: Context) -> SafeString:
    """The way to the page for search engines, from the same words as ``_breadcrumb.html``."""
    steps: list[tuple[Any, Any]] = [(_("ホーム"), "/")]
    steps += [
        (context[name], context.get(f"{name}_url", "")) for name in ("parent", "parent2") if context.get(name)
    ]
    steps.append((context.get("here", ""), getattr(context.get("request"), "path", "")))
    items = [
        {"@type": "ListItem", "position": number, **filled({"name": str(name), "item": _whole(path)})}
        for number, (name, path) in enumerate(steps, start=1)
    ]
    return data_block({"@type": "BreadcrumbList", "itemListElement": items})


def _whole(path: str) -> str:
    return settings.SITE_URL + str(path) if path else ""
