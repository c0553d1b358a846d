from .event import EventAdmin
from .video import VideoAdmin

__all__ = ["EventAdmin", "VideoAdmin"]
