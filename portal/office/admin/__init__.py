from portal.office.admin import helplines, inquiries, notices, office

__all__ = ["helplines", "inquiries", "notices", "office"]
