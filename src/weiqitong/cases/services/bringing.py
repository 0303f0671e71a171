"""A need that reached us by another road than a report: written with the act that brought it, by
the plan of every report.
"""

from weiqitong.directory.models import Client, Contact
from weiqitong.ledger.changes import Changes

from .. import plans, serials
from ..enums import Channel, Urgency
from ..framing import choose_frame
from ..models import Case
from ..selectors import staffing
from .acting import LONGEST_TEXT, fits
from .intake import desk_of, shorten


def bring(
    changes: Changes,
    client: Client,
    *,
    text: str,
    channel: Channel,
    contact: Contact | None,
    stands: bool,
) -> Case:
    """The case, recorded; the caller writes it with `acting.write`, which tells of it. `stands`:
    the enterprise itself brings it; else it is asked to confirm, as after its specialist's report.
    """
    text = fits(text, LONGEST_TEXT)
    need = plans.Need(
        title=shorten(text),
        text=text,
        client=client,
        region=client.region,
        desk=staffing.staffed(desk_of(client.region), changes.now),
        channel=channel,
        contact=contact,
        came=None if stands else plans.Came(),
    )
    frame = choose_frame(client.region, "", Urgency.NORMAL, changes.now)
    names = plans.Names.of(serials.draw(), changes.now)
    return plans.plan_report(changes, names, need, frame).case
