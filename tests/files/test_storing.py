"""Uploads: refused in words, kept under a name of no meaning, served to whom they belong."""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory

from weiqitong.core import clock, registry
from weiqitong.core.actor import ANONYMOUS, Actor, Role
from weiqitong.core.errors import BadInput
from weiqitong.files import services, views
from weiqitong.files.models import StoredFile

NOW = clock.at(clock.today())
HER = Actor(user_id=7, role=Role.CONTACT)
HIM = Actor(user_id=8, role=Role.CONTACT)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100

pytestmark = pytest.mark.django_db


def upload(data: bytes = PNG, name: str = "照片.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def store(actor: Actor = HER, **given: Any) -> StoredFile:
    defaults: dict[str, Any] = {"owner_label": "thing", "now": NOW, "upload": upload()}
    return services.store_upload(actor, **(defaults | given))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("合同.pdf", b"MZ\x90\0", "合同.pdf: this file says .pdf but is a program."),
        ("a.png", b"%PDF-1.4", "a.png: this file says .png but is a PDF document."),
        ("a.zip", b"Rar!", "a.zip is an archive: please attach the files themselves."),
        ("a.txt", b"", "a.txt is empty."),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(name, data, words, settings):
    settings.LANGUAGE_CODE = "en"
    from django.utils import translation

    with translation.override("en"), pytest.raises(BadInput) as refused:
        store(upload=upload(data, name))
    assert refused.value.message == words
    assert refused.value.field == "files"
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_named_with_its_size():
    with pytest.raises(BadInput) as refused:
        store(upload=upload(b"x" * 3_000_001, "大.txt"), largest=2_000_000)
    assert "大.txt" in refused.value.message
    assert "4 MB" in refused.value.message
    assert "2 MB" in refused.value.message


def test_what_is_kept_is_found_under_a_name_of_no_meaning():
    file = store()
    assert file.kind == "image/png"
    assert file.size == len(PNG)
    assert file.name == "照片.png"
    assert "照片" not in file.path
    assert default_storage.open(file.path).read() == PNG
    assert len(file.sha256) == 64


def get(actor: Actor, file: StoredFile):
    request: Any = RequestFactory().get("/")
    request.actor = actor
    return views.serve(request, file.pk)


def test_an_unattached_upload_is_its_uploaders_alone():
    file = store()
    assert b"".join(get(HER, file).streaming_content) == PNG
    with pytest.raises(Http404):
        get(HIM, file)
    assert get(ANONYMOUS, file).status_code == 302  # asked to sign in


def test_an_attached_file_asks_the_app_that_owns_it(monkeypatch):
    monkeypatch.setattr(registry, "file_owners", registry.Registry("test"))
    from weiqitong.files import permissions

    monkeypatch.setattr(permissions, "file_owners", registry.file_owners)
    registry.file_owners.register(
        "thing", lambda actor, owner_id, file_id: (actor, owner_id) == (HIM, 5)
    )
    file = store()
    assert services.attach(HIM, [file.pk], owner_label="thing", owner_id=5) == 0
    assert services.attach(HER, [file.pk], owner_label="thing", owner_id=5) == 1
    assert get(HIM, file).status_code == 200
    with pytest.raises(Http404):
        get(HER, file)


def test_nothing_served_may_run():
    picture = get(HER, store())
    text = get(HER, store(upload=upload("<b>你好".encode(), "a.txt")))
    assert picture["Content-Disposition"].startswith("inline")
    assert text["Content-Disposition"].startswith("attachment")
    for response in (picture, text):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]


def test_what_nobody_claimed_is_swept_after_two_days(django_capture_on_commit_callbacks):
    old, new = store(now=NOW - timedelta(days=3)), store()
    kept = store(now=NOW - timedelta(days=3), owner_id=4)
    stray = default_storage.save("aa/bb/stray", upload())
    fresh = default_storage.save("aa/bb/fresh", upload())
    past = (NOW - timedelta(days=3)).timestamp()
    os.utime(default_storage.path(stray), (past, past))
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_orphans(NOW)
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {new.pk, kept.pk}
    assert not default_storage.exists(old.path)
    assert not default_storage.exists(stray)
    for path in (new.path, kept.path, fresh):
        assert default_storage.exists(path)
    default_storage.delete(fresh)
