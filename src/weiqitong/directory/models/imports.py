"""One file brought in: what it is taken for, how far it is, what was found; not its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor, Role
from weiqitong.files.models import StoredFile

from ..querysets import ImportBatchQuerySet


class BatchState(models.TextChoices):
    MAPPING = "mapping", _("Columns to be chosen")
    EXAMINING = "examining", _("Being examined")
    READY = "ready", _("Ready to load")
    APPLYING = "applying", _("Being loaded")
    FINISHED = "finished", _("Loaded")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Not readable")


class ImportBatch(models.Model):
    """Who brought which file as what kind of roster. The ledger holds what it changed."""

    serial = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    # Gone after a month: it holds what the masks hide.
    source = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=100, blank=True)
    header_line = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=list)  # names in the header line
    mapping = models.JSONField(default=dict)  # field → column
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.MAPPING)
    message = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # new, changed, unchanged: as examined
    changed = models.JSONField(default=dict)  # field → how many rows change it
    applied = models.JSONField(default=dict)  # new, changed, unchanged, refused: as loaded
    steps_done = models.PositiveIntegerField(default=0)
    report = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    problem_sheet = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    progress_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    by_role = models.CharField(max_length=16)
    by_region_path = models.CharField(max_length=80, blank=True)
    by_department_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    examined_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_created")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def actor(self) -> Actor:
        """Whoever brought the file, with the reach of that moment; the jobs act as them."""
        return Actor(
            user_id=self.by_id,
            name=self.by_name,
            role=Role(self.by_role),
            department_id=self.by_department_id,
            region_path=self.by_region_path,
        )

    @property
    def loadable(self) -> int:
        """Rows that would change something."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))

    @property
    def is_open(self) -> bool:
        return self.state in {BatchState.EXAMINING, BatchState.APPLYING}
