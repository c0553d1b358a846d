from urllib.parse import quote

_MAP = "https://www.google.com/maps/search/?api=1&query="


def map_url(address: str) -> str:
    """Where the address is, on a map of somebody else's; empty for none."""
    return _MAP + quote(address) if address else ""
