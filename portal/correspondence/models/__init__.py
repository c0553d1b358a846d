from .paper import LetterRun, PaperItem
from .telling import CallListLine, CallTry, Message, OutboxMail

__all__ = ["CallListLine", "CallTry", "LetterRun", "Message", "OutboxMail", "PaperItem"]
