"""The bytes of an entry, fixed forever: whoever changes them breaks every receipt to come."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.samples import THEN, Colour, Sample, fixed_changes
from weiqitong.ledger import canonical
from weiqitong.ledger.canonical import decode, encode, plain

EAST = timezone(timedelta(hours=8))
# Never edit these: entries written with them lie in the databases of cities.
NOTE = (
    '{"act":"00000000-0000-4000-8000-000000000001","after":{},"at":"2021-09-17T02:20:00.000000Z",'
    '"before":{},"by":[7,"liaison",3],"facts":{"purpose":"电话联系"},"kind":"person.look",'
    '"object":["person","12",null],"recorded":"2021-09-17T02:20:00.000000Z","v":1}'
).encode()
FIRST = (
    '{"act":"00000000-0000-4000-8000-000000000001",'
    '"after":{"at":"2021-09-17T02:20:00.000001Z","code":"a1","colour":"blue","count":3,'
    '"day":"2021-09-18","open":true,"parts":["甲",{"n":1}],"price":"12.50",'
    '"serial":"00000000-0000-4000-8000-00000000000a","shelf_id":null,'
    '"words":"aea88c1f90c5e00246bf46888f08416739a924edff6335e357b2608f036092f8"},'
    '"at":"2021-09-17T02:20:00.000000Z","before":{},"by":[7,"liaison",3],"kind":"sample.make",'
    '"object":["sample","a1",1],"recorded":"2021-09-17T02:20:00.000000Z","v":1}'
).encode()
SECOND = (
    b'{"act":"00000000-0000-4000-8000-000000000001","after":{"colour":"red","count":4},'
    b'"at":"2021-09-17T02:20:00.000000Z","before":{"colour":"blue","count":3},'
    b'"by":[7,"liaison",3],"facts":{"day":"2021-09-20","ids":[4,5]},"kind":"sample.paint",'
    b'"object":["sample","a1",2],"recorded":"2021-09-17T02:20:00.000000Z","v":1}'
)


def sample() -> Sample:
    return Sample(
        code="a1",
        colour=Colour.BLUE,
        count=3,
        price=Decimal("12.5"),
        day=date(2021, 9, 18),
        at=THEN + timedelta(microseconds=1),
        parts=["甲", {"n": 1}],
        serial=UUID("00000000-0000-4000-8000-00000000000a"),
        title="一句话",
        text="两句话",
    )


def test_the_bytes_of_a_note_are_these() -> None:
    changes = fixed_changes()
    changes.note("person.look", "person", "12", purpose="电话联系")
    assert bytes(changes.entries[0].body) == NOTE


def test_the_bytes_of_a_first_and_a_second_entry_are_these() -> None:
    changes, row = fixed_changes(), sample()
    changes.enact(row, "sample.make")
    facts = {"ids": (4, 5), "day": date(2021, 9, 20)}
    changes.enact(row, "sample.paint", facts=facts, colour=Colour.RED, count=4, open=True)
    assert [bytes(entry.body) for entry in changes.entries] == [FIRST, SECOND]


def test_the_schema_has_its_number() -> None:
    assert canonical.SCHEMA == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (-3, "-3"),
        (10**18, "1000000000000000000"),
        ("引号\"\\与\n换行", '"引号\\"\\\\与\\n换行"'),
        ("", '""'),
        (datetime(2021, 9, 17, 10, 20, tzinfo=EAST), '"2021-09-17T02:20:00.000000Z"'),
        (datetime(2021, 1, 1, 0, 0, 0, 5, tzinfo=UTC), '"2021-01-01T00:00:00.000005Z"'),
        (date(2021, 9, 17), '"2021-09-17"'),
        (Decimal("12.50"), '"12.50"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Colour.BLUE, '"blue"'),
        ((1, "二", [None]), '[1,"二",[null]]'),
        ({"b": 1, "a": {"d": 1, "c": 2}}, '{"a":{"c":2,"d":1},"b":1}'),
        ({2: "x", 10: "y"}, '{"10":"y","2":"x"}'),
    ],
)  # fmt: skip
def test_each_sort_of_value_has_one_form(value: object, text: str) -> None:
    assert encode({"x": plain(value)}) == f'{{"x":{text}}}'.encode()


def test_whole_numbers_and_choices_of_python_become_plain_ones() -> None:
    assert type(plain(Colour.RED)) is str
    assert type(plain(True)) is bool


@pytest.mark.parametrize(
    "value",
    [
        datetime(2021, 9, 17, 10, 20),  # noqa: DTZ001 - naive on purpose
        1.5,
        float("nan"),
        {"deep": [1, {"x": 0.1}]},
        b"bytes",
        {1, 2},
        object(),
        timedelta(days=1),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        plain(value)


def test_the_order_in_which_keys_were_set_does_not_show() -> None:
    assert encode({"b": 1, "a": 2, "甲": 3}) == encode({"甲": 3, "a": 2, "b": 1})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS | st.dates() | st.uuids()
VALUES = st.recursive(
    LEAVES | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_what_is_encoded_is_read_back_to_the_same_bytes(body: dict[str, object]) -> None:
    known = plain(body)
    assert isinstance(known, dict)
    data = encode(known)
    assert decode(data) == known
    assert encode(decode(data)) == data
    assert plain(known) == known
    # Any other JSON library reads the same: nothing but RFC 8259.
    assert json.loads(data.decode("utf-8", "strict")) == known
