"""What a person keeps for the own work: named views of lists. No facts of cases."""

from django.db import models


class SavedView(models.Model):
    """A list narrowed as somebody likes it, by the address that opens it."""

    user_id = models.BigIntegerField()
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "name"], name="view_once")]

    def __str__(self) -> str:
        return self.name
