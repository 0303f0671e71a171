"""The agenda of a conference: its cases in their order."""

from ..models import Conference, Topic


def topics_of(conference: Conference) -> list[Topic]:
    """Its agenda in order, each topic with case, desk, region and lead."""
    related = ("case__client", "case__region", "case__desk", "case__lead", "case__category",
               "presenter", "lead")  # fmt: skip
    rows = Topic.objects.filter(conference=conference, left_at=None).select_related(*related)
    found = list(rows.order_by("place", "pk"))
    for topic in found:
        topic.conference = conference
    return found
