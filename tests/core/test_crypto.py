"""Personal data at rest: keys rotate, numbers are found, digests tell nothing."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet, InvalidToken

from weiqitong.core import crypto

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Keys are remembered by the process."""
    yield
    crypto._box.cache_clear()
    crypto._hash_key.cache_clear()


def use(settings, *keys: str, secret: str = "") -> None:
    settings.FIELD_KEYS = list(keys)
    if secret:
        settings.SECRET_KEY = secret
    crypto._box.cache_clear()
    crypto._hash_key.cache_clear()


def test_what_was_sealed_under_an_old_key_is_still_read(settings):
    use(settings, OLD)
    sealed = crypto.encrypt("15012343386")
    use(settings, NEW, OLD)
    assert crypto.decrypt(sealed) == "15012343386"
    newer = crypto.encrypt("15012343386")
    use(settings, NEW)
    assert crypto.decrypt(newer) == "15012343386"
    with pytest.raises(InvalidToken):
        crypto.decrypt(sealed)


def test_the_same_number_is_sealed_differently_and_found_by_the_same_hash(settings):
    assert crypto.encrypt("15012343386") != crypto.encrypt("15012343386")
    before = crypto.lookup_hash("15012343386")
    use(settings, NEW)
    assert crypto.lookup_hash("15012343386") == before, "a new field key loses nobody"
    use(settings, NEW, secret="another secret")
    assert crypto.lookup_hash("15012343386") != before, "a new secret key does: operations.md"
    assert "15012343386" not in before


def test_nothing_stays_nothing():
    assert crypto.encrypt("") == crypto.decrypt("") == crypto.lookup_hash("") == ""


def test_a_digest_depends_on_salt_and_on_where_words_end():
    one = crypto.digest("a" * 16, "厂门", "路")
    assert one == crypto.digest("a" * 16, "厂门", "路")
    assert (
        len({one, crypto.digest("b" * 16, "厂门", "路"), crypto.digest("a" * 16, "厂", "门路")})
        == 3
    )
    assert len(one) == 64


def test_tokens_and_salts_are_never_the_same():
    assert len({crypto.token() for _ in range(100)}) == 100
    assert len({crypto.salt() for _ in range(100)}) == 100
    assert all(len(crypto.salt()) == 16 for _ in range(9)), "what the columns hold"
