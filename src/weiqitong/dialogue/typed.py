"""Under which name what is typed here and not yet sent is kept. Pure."""

from .models import Line, Message


def draft_key(line: Line, message: Message | None = None) -> str:
    """For the line, or as a reply to one message."""
    return f"line/{message.code if message else line.region.code}"
