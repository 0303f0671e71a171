"""单位合并: 500 open needs of a unit go on in the unit that it is merged into, and come back.

The administrator looks first, then begins; the bar reaches its end, every need has an owner and its
date, the liaison of the other unit sees them. Undone the same day, they are where they were.
"""

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

ADMINISTRATOR = "u19900000020"
TRANSPORT_LIAISON = "u19900000031"
REASON = "坊编〔2021〕17号机构改革方案"
COUNT = 500

# As bulk work does it: the plans of the single acts, many needs on one Changes.
MANY_IN_HAND = f"""
from weiqitong.cases import plans, serials
from weiqitong.cases.enums import Channel
from weiqitong.cases.framing import choose_frame
from weiqitong.core.actor import Role
from weiqitong.ledger.changes import Changes
from tests.factories import make_actor
people, now = city.people, clock.now() - timedelta(days=1)
changes = Changes(system(), now)
make_actor(changes, Role.LIAISON, name="江平", phone="19900000031", department=city.transport)
changes.write()
User.objects.filter(username="u19900000031").update(
    password=User.objects.get(username="u19900000013").password, demo=True
)
frame = choose_frame(city.client.region, "", "normal", now)
need = plans.Need(
    title="路口开口", text="南门外的路要开一个口子，材料交了两个月。", client=city.client,
    region=city.client.region, desk=city.county, channel=Channel.ENTERPRISE,
)
for number in range({COUNT}):
    with changes.acting(people["contact"], now):
        dossier = plans.plan_report(changes, plans.Names.of(serials.draw(), now), need, frame)
    with changes.acting(people["coordinator"], now):
        plans.plan_dispatch(changes, dossier, plans.Proposal(lead=city.police))
    if number % 2:
        with changes.acting(people["liaison"], now):
            plans.plan_accept(changes, dossier)
changes.write()
"""
# Whatever is open: how many with which lead, without an owner, without a date.
LOOK = """
from collections import Counter
from weiqitong.cases.models import Case
from weiqitong.cases.enums import OPEN
rows = Case.objects.filter(status__in=OPEN).select_related("lead")
leads = Counter(one.lead.name for one in rows)
lost = [one for one in rows if one.turn_id is None or one.turn_until is None]
dates = sorted({one.turn_until.isoformat() for one in rows})
print("FOUND", dict(leads), len(lost), dates)
"""


def begin(who: Person, count: int) -> None:
    """The preview is ready: begin, and wait at the bar until all is done."""
    button = who.page.get_by_role("button", name=f"开始：{count} 条")
    button.wait_for(timeout=60_000)
    with who.page.expect_navigation():
        button.click()
    # A page opened while it runs lists rows that are done: only the head of it speaks of the whole.
    who.page.locator(".turn.large", has_text="已完成").wait_for(timeout=120_000)


def test_five_hundred_needs_go_along_with_a_merged_unit_and_come_back(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + MANY_IN_HAND)
    before = served.run(LOOK)
    assert f"'{city.POLICE}': {COUNT}" in before
    administrator, liaison, other = person(served), person(served), person(served)
    administrator.sign_in(ADMINISTRATOR)
    liaison.sign_in(city.LIAISON)
    other.sign_in(TRANSPORT_LIAISON)
    other.open("/all/?tab=open")
    other.does_not_read("路口开口")

    # What the unit holds stands on the page before anything is asked.
    administrator.open("/departments/370704-traffic-police/")
    administrator.follow("并入其他单位")
    administrator.reads("转移内容", str(COUNT))
    administrator.fill(target=city.TRANSPORT, text=REASON)
    administrator.press("预览")
    administrator.page.get_by_role("button", name="开始：").wait_for(timeout=60_000)
    said = administrator.page.get_by_role("button", name="开始：").inner_text()
    rows = int("".join(one for one in said if one.isdigit()))
    assert rows > COUNT
    assert f"'{city.POLICE}': {COUNT}" in served.run(LOOK)  # nothing is done yet
    begin(administrator, rows)
    administrator.reads(REASON, "撤销")

    after = served.run(LOOK)
    assert f"'{city.TRANSPORT}': {COUNT}" in after
    assert after.replace(city.TRANSPORT, city.POLICE) == before  # owners and dates are all there
    other.open("/queue/")
    other.reads("路口开口")
    liaison.open("/queue/")  # who came along goes on with them
    liaison.reads("路口开口")
    administrator.open("/departments/370704-traffic-police/")
    administrator.reads(f"已并入{city.TRANSPORT}")

    # The same day it turns out to have been too early.
    administrator.open("/batches/")
    administrator.follow(f"{city.POLICE}并入{city.TRANSPORT}")
    administrator.press("撤销")
    begin(administrator, rows + 1)  # and the unit is opened again
    assert served.run(LOOK) == before
    other.open("/queue/")
    other.does_not_read("路口开口")
    liaison.open("/queue/")
    liaison.reads("路口开口")
