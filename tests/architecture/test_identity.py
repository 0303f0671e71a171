"""Nobody shows a case's client but through `cases.identity`: what is hidden stays so on pages that
are written later, too.
"""

import re
from pathlib import Path

import weiqitong

ROOT = Path(weiqitong.__file__).parent
# `case.client.name`, `case.contact.person`, `one.case.client`: what must not be printed.
SPOKEN = re.compile(
    r"case\.(client\.(name|name_en|short|code|credit_code|address|group)\b|contact\.person\b)"
    r"|name_of\(\s*(\w+\.)*case\.client\s*\)"
)
# Where it goes to the enterprise itself, or nowhere.
ALLOWED = {
    "cases/identity.py": "decides it",
    "cases/telling.py": "the index, where nothing is hidden; letters to the enterprise",
    "cases/services/links.py": "the holder of a signed link is the enterprise",
    "cases/templates/cases/phone/link_confirm.html": "the same",
    "cases/templates/cases/phone/link_verdict.html": "the same",
}


def sources() -> list[Path]:
    kinds = [*ROOT.rglob("*.py"), *ROOT.rglob("*.html")]
    return [one for one in kinds if "migrations" not in one.parts and "demo" not in one.parts]


def test_a_cases_client_is_named_in_one_place() -> None:
    found = []
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if name in ALLOWED:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if SPOKEN.search(line):
                found.append(f"{name}:{number} {line.strip()}")
    assert found == [], "ask cases.identity: " + "\n".join(found)


def test_the_exceptions_still_are() -> None:
    for name in ALLOWED:
        assert "client" in (ROOT / name).read_text(encoding="utf-8"), name
