"""The mark by which a database says that its people are invented. Written at seeding, never a
setting.
"""

from django.db import models


class DemoMark(models.Model):
    """At most one row. Who wants a real city begins with an empty database instead of erasing the
    mark.
    """

    one = models.BooleanField(default=True, unique=True)  # a second row is refused
    made_at = models.DateTimeField()
    people = models.JSONField(default=dict)  # role → user id, for the tiles on the sign-in page

    def __str__(self) -> str:
        return f"demo since {self.made_at:%Y-%m-%d}"
