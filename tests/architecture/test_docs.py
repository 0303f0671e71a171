"""What is written down is true: paths exist, words are in the code, tables agree with it."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from tests.architecture.source import PACKAGE, ROOT
from weiqitong.accounts.enums import OVER_CLIENT, OVER_REGION, OVER_UNIT
from weiqitong.cases import permissions
from weiqitong.cases.enums import Action
from weiqitong.cases.permissions import who
from weiqitong.config import cli
from weiqitong.core.actor import Role

DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted(DOCS.glob("*.md")),
    *sorted((DOCS / "adr").glob("*.md")),
]
SPAN = re.compile(r"`([^`\n]+)`")
# What looks like a path: a file of ours with its ending, or a folder with its slash.
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*(?:\.(?:py|md|toml|html|json|css|js|po|txt|mo)|/)")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
# Made when the product is built or run, not in the repository.
MADE = re.compile(r"^(var/|build/|dist/|django\.mo$|\.env$)")
BASES = (ROOT, DOCS)


def text_of(page: Path) -> str:
    """The page without its fenced blocks: those are for the reader's shell."""
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)


def exists(path: str) -> bool:
    """From the top, from docs, or a name that some file of the product or its tests has."""
    path = path.rstrip("/")
    found = [*(base.glob(path) for base in BASES), PACKAGE.rglob(path)]
    return any(next(files, None) is not None for files in found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    named = [span for span in SPAN.findall(text_of(page)) if PATH.fullmatch(span)]
    wrong = [span for span in named if not MADE.match(span) and not exists(span)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [one for one in LINK.findall(text_of(page)) if "://" not in one]
    wrong = [one for one in targets if not (page.parent / one).exists()]
    assert not wrong, "\n".join(wrong)


def test_the_tour_names_paths_at_every_stop() -> None:
    stops = re.split(r"^## ", (DOCS / "tour.md").read_text(encoding="utf-8"), flags=re.M)[1:]
    assert len(stops) >= 7
    bare = [s.splitlines()[0] for s in stops if not any(map(PATH.fullmatch, SPAN.findall(s)))]
    assert not bare, "\n".join(bare)


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of the first table below a heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    text = text[text.index(heading) :] if heading else text
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("|"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
        elif found:
            break
    return found[2:]


@cache
def source() -> str:
    """All code and templates as one text."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("samples/*.json")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def glossary() -> list[list[str]]:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    wrong = []
    for cells in glossary():
        for word in SPAN.findall(cells[0]):
            if not re.search(rf"\b{re.escape(word)}\b", source()):
                wrong.append(word)
    assert len(glossary()) > 60
    assert not wrong, "\n".join(wrong)


def test_every_word_of_the_glossary_stands_there_once_and_in_two_languages() -> None:
    words = [word for cells in glossary() for word in SPAN.findall(cells[0])]
    assert sorted(set(words)) == sorted(words)
    for cells in glossary():
        assert len(cells) == 3, cells
        assert re.search(r"[\u4e00-\u9fff]", cells[1]), cells
        assert cells[2], cells


@pytest.mark.parametrize("adr", sorted((DOCS / "adr").glob("*.md")), ids=lambda adr: adr.stem)
def test_every_decision_has_context_decision_and_price(adr: Path) -> None:
    text = adr.read_text(encoding="utf-8")
    assert text.startswith(f"# {adr.stem[:4]}: "), "the title bears the number"
    places = [text.find(f"**{word}.**") for word in ("Context", "Decision", "Price")]
    assert min(places) > 0
    assert places == sorted(places)
    assert 8 <= len(text.splitlines()) <= 42


def test_no_two_decisions_bear_the_same_number() -> None:
    numbers = [adr.name[:4] for adr in (DOCS / "adr").glob("*.md")]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_readme_opens_with_the_two_commands(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    block = re.search(r"```\n(.*?)```", text, flags=re.S)
    assert block is not None
    assert block.start() < 400
    assert [line.split("#")[0].strip() for line in block[1].splitlines()][:2] == [
        "make run",
        "make test",
    ]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_readme_names_every_demo_login(page: str) -> None:
    from weiqitong.demo.people import ORDER, PASSWORD

    text = (ROOT / page).read_text(encoding="utf-8")
    assert PASSWORD in text
    assert [role for role in ORDER if f"`{role}`" not in text] == []


def variables() -> set[str]:
    """Every WEIQITONG_* that the settings and the server read."""
    read = re.compile(r'env\.(?:text|flag|number|words|secret)\(\s*"([A-Z_]+)"')
    files = (PACKAGE / "config").glob("*.py")
    return {name for file in files for name in read.findall(file.read_text(encoding="utf-8"))}


def test_the_table_of_variables_is_the_one_of_the_settings() -> None:
    listed = [SPAN.findall(cells[0])[0] for cells in rows("operations.md", "## Settings")]
    assert sorted(listed) == sorted(f"WEIQITONG_{name}" for name in variables())


def test_every_command_is_explained() -> None:
    [subparsers] = [a for a in cli.parser()._actions if a.choices and a.metavar == "COMMAND"]
    assert subparsers.choices is not None
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert [name for name in subparsers.choices if f"`weiqitong {name}" not in text] == []


def test_the_table_of_roles_is_the_one_of_the_code() -> None:
    listed = {cells[0].strip("`"): cells for cells in rows("authorization.md", "## Roles")}
    assert set(listed) == {str(role) for role in Role}
    for names, over in ((OVER_REGION, "region"), (OVER_UNIT, "unit"), (OVER_CLIENT, "client")):
        assert all(over in listed[str(role)][2] for role in names), over


WHO = {
    "the enterprise": {who._enterprise},
    "the enterprise, nobody with a part in the answer": {permissions.may_judge},
    "the office whose desk it is": {who._desk},
    "the office whose desk it is; the specialist who reported it": {who._desk_or_reporter},
    "the specialist who reported it": {permissions.is_reporter},
    "the lead": {permissions.is_lead},
    "a co-handler": {permissions.is_co},
    "whoever may sign": {permissions.may_sign},
    "whoever may sign; the lead": {permissions.may_return},
    "the office one level up; at the top the leader": {permissions.names_lead},
    "people inside": {who._insider},
    "the unit that leads": {permissions.leads_now},
    "the unit an objection proposes": {permissions.is_heard},
    "who decides an application": {permissions.decides},
    "the office whose desk it is; the liaison of the lead, within the unit": {permissions.moves},
    "an office in reach whose own turn it is not": {permissions.nudges},
    "an office of county level or above, and the product itself": {permissions.supervises},
    "a leader in reach; the leader's secretary": {permissions.instructs},
    "an office in reach": {permissions.confers},
    "the product itself": {who._nobody},
    "a caller of a unit without a hand in it": {permissions.may_call},
    "the office whose desk it is, and those above it": {permissions.links},
    "the office whose desk it is, and those above it, while it is linked": {permissions.unlinks},
    "the office whose desk it is, a whole need only": {permissions.splits},
    "the office whose turn it is, when all parts are closed": {permissions.sums_up},
}
WHO |= {
    "the office whose desk it is; the specialist who reported it; the leader where it begins": {
        who._dispatches
    },
    "the office whose desk it is, where the name is hidden": {permissions.may_look_behind},
    "the enterprise, where its name is hidden": {permissions.may_lower},
    "the office whose turn it is to dispatch or to name": {permissions.hands_down},
    "the office whose desk it is; the leader where its turn went to them": {permissions.designates},
}


def test_the_table_of_acts_is_the_one_of_the_code() -> None:
    listed = {SPAN.findall(cells[0])[0]: cells[1] for cells in rows("authorization.md", "## Acts")}
    assert set(listed) == {str(action) for action in permissions.WHO}
    wrong = [a for a, words in listed.items() if permissions.WHO[Action(a)] not in WHO[words]]
    assert not wrong, "\n".join(wrong)


def test_addresses_named_in_the_docs_are_there() -> None:
    wrong = []
    for page in PAGES:
        for span in SPAN.findall(text_of(page)):
            if re.fullmatch(r"(?:web|workbench|rules|jobs):[a-z-]+", span):
                try:
                    reverse(span)
                except NoReverseMatch:
                    wrong.append(f"{page.name}: {span}")
    assert not wrong, "\n".join(wrong)
