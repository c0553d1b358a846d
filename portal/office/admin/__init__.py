from portal.office.admin import helplines, notices, office

__all__ = ["helplines", "notices", "office"]
