"""A stored upload: what it is, whose it is; its bytes lie in storage and are served only through
permission.
"""

from django.db import models


class StoredFile(models.Model):
    """One upload, checked by content. `owner_label` and `owner_id` name the object that decides who
    may read it.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=100
    )  # media type found in the bytes, not claimed by the name
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    owner_label = models.CharField(max_length=24)
    owner_id = models.BigIntegerField(null=True)  # null: uploaded with a draft, not yet attached
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_label", "owner_id"], name="file_owner")]

    def __str__(self) -> str:
        return self.name
