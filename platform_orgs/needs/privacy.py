"""Nobody is to be recognised in what members share: the one question about names, numbers and addresses."""

from platform_orgs.errors import LooksIdentifying
from supporters.concerns.names import find_identifying


def identifying_in(*texts: str) -> list[str]:
    """The parts of ``texts`` that look like a name, a number or an address, each once."""
    return list(dict.fromkeys(part for text in texts for part in find_identifying(text)))


def require_confirmed(*texts: str, is_confirmed: bool) -> bool:
    """Whether something was asked about and confirmed. Raises ``LooksIdentifying`` where nobody has yet."""
    parts = identifying_in(*texts)
    if parts and not is_confirmed:
        raise LooksIdentifying(parts)
    return bool(parts)
