from portal.office.admin import helplines, inquiries, office

__all__ = ["helplines", "inquiries", "office"]
