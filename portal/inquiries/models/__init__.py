from portal.inquiries.models.inquiry import Inquiry
from portal.inquiries.models.records import InquiryAnswer, InquiryStep

__all__ = ["Inquiry", "InquiryAnswer", "InquiryStep"]
