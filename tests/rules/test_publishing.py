"""A version goes from draft to force and is never touched again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test.utils import CaptureQueriesContext

from tests.support.actors import administrator, coordinator, handler
from weiqitong.core.actor import system
from weiqitong.core.errors import BadInput, NotAllowed, Stale, WrongStep
from weiqitong.ledger.replay import compare
from weiqitong.rules import selectors, services, triggers
from weiqitong.rules.kinds import kinds
from weiqitong.rules.models import RuleVersion
from weiqitong.rules.signals import rules_published

pytestmark = pytest.mark.django_db
KIND = "deadlines.assignment"
NOW = datetime(2021, 3, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def line(code="default", profile="133", **more):
    return (
        {"code": code, "region": None, "category": None, "urgency": None}
        | more
        | {"profile": profile}
    )


@pytest.fixture(autouse=True)
def _profiles():
    selectors.forget()
    items = services.sample_items(kinds["deadlines.profiles"])
    services.load_sample(system(), "deadlines.profiles", items, "Sample", NOW - 300 * DAY, NOW)


def published(profile, since, now=NOW):
    version = services.draft(administrator(), KIND, [line(profile=profile)], "Why", now)
    return services.publish(administrator(), version, since, now)


def test_the_version_in_force_is_the_last_that_has_begun():
    first, second = published("133", NOW), published("2115", NOW + 3 * DAY)
    assert selectors.in_force(KIND, NOW + DAY) == first
    assert selectors.in_force(KIND, NOW + 3 * DAY) == second
    with pytest.raises(selectors.NotInForce):
        selectors.in_force(KIND, NOW - DAY)


def test_of_two_that_begin_together_the_later_number_holds():
    published("133", NOW)
    second = published("2115", NOW)
    assert selectors.in_force(KIND, NOW) == second


def test_asking_again_costs_no_query(django_assert_num_queries):
    version = published("133", NOW)
    selectors.forget()
    with django_assert_num_queries(2):
        selectors.parsed(KIND, selectors.in_force(KIND, NOW).pk)
    with django_assert_num_queries(0):
        assert selectors.in_force(KIND, NOW).pk == version.pk
        assert selectors.parsed(KIND, version.pk)[0].profile == "133"


def test_a_publication_is_seen_at_once_by_the_process_that_made_it():
    published("133", NOW)
    assert selectors.parsed(KIND, selectors.in_force(KIND, NOW).pk)[0].profile == "133"
    published("2115", NOW)
    assert selectors.parsed(KIND, selectors.in_force(KIND, NOW).pk)[0].profile == "2115"


def test_one_of_another_process_is_seen_within_seconds(monkeypatch):
    published("133", NOW)
    selectors.in_force(KIND, NOW)
    RuleVersion.objects.bulk_create(  # as if written elsewhere: no signal here
        [
            RuleVersion(
                kind=KIND,
                number=99,
                status="published",
                body={"items": [line(profile="5+10")]},
                digest="0" * 64,
                salt="0",
                made_at=NOW,
                valid_from=NOW,
                published_at=NOW,
            )
        ]
    )
    assert selectors.in_force(KIND, NOW).number == 1
    monkeypatch.setattr(selectors, "SECONDS", -1)
    assert selectors.in_force(KIND, NOW).number == 99


def test_a_draft_changes_nothing_and_a_discarded_one_never_will():
    first = published("133", NOW)
    draft = services.draft(administrator(), KIND, [line(profile="2115")], "Why", NOW)
    assert selectors.in_force(KIND, NOW) == first
    services.discard(administrator(), draft, NOW)
    with pytest.raises(WrongStep):
        services.publish(administrator(), draft, NOW, NOW)
    assert selectors.in_force(KIND, NOW) == first


@pytest.mark.parametrize(
    "act",
    [
        lambda v: services.revise(administrator(), v, [line()], NOW),
        lambda v: services.publish(administrator(), v, NOW, NOW),
        lambda v: services.discard(administrator(), v, NOW),
    ],
)
def test_a_published_version_is_closed_to_services(act):
    with pytest.raises(WrongStep):
        act(published("133", NOW))


@pytest.mark.parametrize(
    "change", [{"reason": "Other"}, {"number": 7}, {"body": {"items": []}}, {"status": "draft"}]
)
def test_the_database_itself_refuses_to_change_a_published_version(change):
    version = published("133", NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleVersion.objects.filter(pk=version.pk).delete()
    assert RuleVersion.objects.get(pk=version.pk).reason == "Why"


def test_the_name_of_who_made_it_can_be_erased():
    version = published("133", NOW)
    assert RuleVersion.objects.filter(pk=version.pk).update(made_by_name="") == 1


def test_the_triggers_are_there():
    assert triggers.missing() == []


def test_publishing_needs_a_reason_a_present_and_a_right():
    silent = services.draft(administrator(), KIND, [line()], " ", NOW)
    with pytest.raises(BadInput):
        services.publish(administrator(), silent, NOW, NOW)
    told = services.draft(administrator(), KIND, [line()], "Why", NOW)
    with pytest.raises(BadInput):
        services.publish(administrator(), told, NOW - DAY, NOW)
    for actor in (handler(), coordinator(region_path="370700/370705/")):
        with pytest.raises(NotAllowed):
            services.publish(actor, told, NOW, NOW)
        with pytest.raises(NotAllowed):
            services.draft(actor, KIND, [line()], "Why", NOW)
    assert services.publish(coordinator(), told, NOW, NOW).status == "published"


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"profile": "133"}],
        [line(), line()],
        [line(code="a", region="370705")],
        [line(profile="")],
    ],
)
def test_items_that_cannot_be_read_are_refused_before_they_are_kept(items):
    with pytest.raises(BadInput):
        services.draft(administrator(), KIND, items, "Why", NOW)
    assert not RuleVersion.objects.filter(kind=KIND).exists()


def test_a_line_that_points_at_no_profile_is_not_published():
    draft = services.draft(administrator(), KIND, [line(profile="none")], "Why", NOW)
    with pytest.raises(BadInput, match="none"):
        services.publish(administrator(), draft, NOW, NOW)


def test_a_profile_still_given_out_cannot_be_dropped():
    published("2115", NOW)
    items = selectors.items_in_force("deadlines.profiles", NOW)
    draft = services.draft(
        administrator(), "deadlines.profiles", [i for i in items if i["code"] != "2115"], "W", NOW
    )
    with pytest.raises(BadInput, match="2115"):
        services.publish(administrator(), draft, NOW, NOW)


def test_a_form_opened_before_somebody_elses_change_is_stale():
    draft = services.draft(administrator(), KIND, [line()], "Why", NOW)
    services.revise(administrator(), draft, [line(profile="2115")], NOW, seen=1)
    with pytest.raises(Stale):
        services.revise(administrator(), draft, [line(profile="5+10")], NOW, seen=1)
    assert RuleVersion.objects.get(pk=draft.pk).body["items"][0]["profile"] == "2115"


def test_a_sample_loaded_twice_is_loaded_once():
    for _ in range(2):
        services.load_sample(system(), KIND, [line()], "Sample", NOW - DAY, NOW)
    assert RuleVersion.objects.filter(kind=KIND).count() == 1


def test_samples_fill_only_what_is_empty():
    loaded = services.load_samples(system(), NOW - DAY, NOW)
    assert KIND in {version.kind for version in loaded}
    assert "deadlines.profiles" not in {version.kind for version in loaded}
    assert services.load_samples(system(), NOW - DAY, NOW) == []


def test_the_signal_is_sent_inside_the_transaction():
    seen = []

    def listen(sender, version, **_):
        seen.append((version.number, transaction.get_connection().in_atomic_block))

    rules_published.connect(listen)
    try:
        published("133", NOW)
    finally:
        rules_published.disconnect(listen)
    assert seen == [(1, True)]


def test_the_ledger_replays_to_the_rows():
    draft = services.draft(administrator(), KIND, [line()], "Why", NOW)
    services.revise(administrator(), draft, [line(profile="2115")], NOW, reason="Better")
    services.publish(administrator(), draft, NOW, NOW)
    services.discard(
        administrator(), services.draft(administrator(), KIND, [line()], "No", NOW), NOW
    )
    differences, rows, entries = compare(RuleVersion)
    assert differences == []
    assert (rows, entries) == (3, 7)


def test_in_force_reads_no_bodies():
    published("133", NOW)
    selectors.forget()
    from django.db import connection

    with CaptureQueriesContext(
        connection,
    ) as queries:
        selectors.in_force(KIND, NOW)
    assert '"body"' not in queries[0]["sql"]
