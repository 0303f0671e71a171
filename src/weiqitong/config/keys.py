"""Writes the .env of a new place: fresh keys, readable by its owner only. Never replaces one."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

TEXT = """\
# Settings of this place. The keys are secret: keep a copy of this file where the backups are not.
# Without them phone numbers in the database cannot be read any more.
WEIQITONG_SECRET_KEY={secret}
# The first key encrypts; further keys, separated by commas, are still read. Put a new one in front.
WEIQITONG_FIELD_KEYS={field}
# WEIQITONG_DATABASE_URL=postgresql://user:password@host/weiqitong
# WEIQITONG_BASE_URL=https://weiqitong.example.gov.cn
# WEIQITONG_ALLOWED_HOSTS=weiqitong.example.gov.cn
# WEIQITONG_SECURE=true
# WEIQITONG_WEB_PROCESSES=2
# WEIQITONG_WEB_THREADS=4
"""


def home() -> Path:
    """The folder of .env and var/: WEIQITONG_HOME, else where the command was given."""
    return Path(os.environ.get("WEIQITONG_HOME") or Path.cwd()).resolve()


def write(folder: Path) -> Path:
    """Write .env into the folder. FileExistsError when there is one: its keys are in use."""
    path = folder / ".env"
    folder.mkdir(parents=True, exist_ok=True)
    text = TEXT.format(secret=secrets.token_urlsafe(48), field=Fernet.generate_key().decode())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path
