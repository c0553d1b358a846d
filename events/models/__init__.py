from .event import Event
from .picture import Picture
from .programme import ProgrammeItem, Speaker
from .video import Chapter, Video

__all__ = ["Chapter", "Event", "Picture", "ProgrammeItem", "Speaker", "Video"]
