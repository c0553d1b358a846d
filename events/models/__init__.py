from .event import Event
from .material import Material
from .picture import Picture
from .programme import ProgrammeItem, Speaker
from .video import Chapter, Video

__all__ = ["Chapter", "Event", "Material", "Picture", "ProgrammeItem", "Speaker", "Video"]
