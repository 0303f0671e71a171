"""The product's settings with keys of no worth and a home of their own; no .env is read."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="weiqitong-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

KEPT = {
    "WEIQITONG_TEST_DATABASE",
    "WEIQITONG_SOAK_STEPS",
    "WEIQITONG_SOAK_CLOCKS",
    "WEIQITONG_SOAK_PLANS",
    "WEIQITONG_REAL_MESSAGES",
}
for name in [name for name in os.environ if name.startswith("WEIQITONG_")]:
    if name not in KEPT:
        del os.environ[name]
os.environ.update(
    WEIQITONG_HOME=_HOME,
    WEIQITONG_SECRET_KEY="for tests only, known to everybody, fifty characters long",
    WEIQITONG_FIELD_KEYS="dGVzdHMgb25seSwga25vd24gdG8gZXZlcnlib2R5ISE=",
    WEIQITONG_DEBUG="true",  # static files by their plain names: nothing is collected for a test
    WEIQITONG_LOG_LEVEL="WARNING",
    WEIQITONG_QUIET_HOURS="00:00-00:00",  # tests run by night too
    WEIQITONG_DATABASE_URL=f"sqlite:///{_HOME}/tests.sqlite3",
)

from weiqitong.config.settings import *  # noqa: E402, F403
from weiqitong.config.settings import DATABASES  # noqa: E402

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_database = DATABASES["default"]
if os.environ.get("WEIQITONG_TEST_DATABASE") == "postgresql":
    # The server is started by the first test that needs it (tests/support/databases.py).
    _database.update(
        ENGINE="django.db.backends.postgresql", NAME="postgres", USER="postgres", OPTIONS={}
    )
else:
    _database["OPTIONS"]["init_command"] += ";PRAGMA synchronous=OFF"
    _database["TEST"] = {"NAME": f"{_HOME}/tests.sqlite3"}
