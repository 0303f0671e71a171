"""Tables of the sample models, made in each test's transaction and gone with it."""

import pytest

from tests.ledger.samples import make_tables


@pytest.fixture
def tables(db: None) -> None:
    make_tables()
