"""The interactive pages that are measured, named one by one. Knows addresses by name only."""

from dataclasses import dataclass

WORDS = (
    "用地", "贷款", "用工", "环评", "停电", "税收", "道路", "消防", "补贴", "手续", "招工",
    "融资", "土地", "许可", "污水", "天然气", "社保", "住房", "产权", "出口", "物流", "规划",
    "验收", "奖励",
)  # fmt: skip
TABS = ("?tab=mine", "?tab=open", "?tab=late", "?tab=all")
PERIODS = ("", "?period=7", "?period=30", "?period=90", "?period=all")


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one role. `of` names what its address varies over; `queries` take turns."""

    title: str
    role: str
    url: str
    of: str = ""
    queries: tuple[str, ...] = ("",)
    pane: bool = False  # the part a script asks for


def lists() -> tuple[str, ...]:
    """A reader's ways through a long list: each filter, and several at once."""
    return (
        *TABS,
        "?tab=all&region={county}",
        "?tab=open&category={category}",
        "?tab=all&status=answered",
        "?tab=all&status=confirmed&urgency=urgent",
        "?tab=open&light=red",
        "?tab=open&light=yellow",
        "?tab=open&light=green",
        "?tab=open&light=paused",
        "?tab=all&channel=specialist",
        "?tab=all&unit={unit}",
        "?tab=all&since={since}&until={until}",
        "?tab=all&q={word}",
        "?tab=open&region={county}&category={category}&q={word}&filters=1",
        "?tab=all&{after}",
    )


FIGURES = tuple(
    f"?tab=all&figure={figure}&part={part}&period={period}"
    for figure in ("dispatch", "contact", "answer")
    for part in ("all", "yes", "no", "advisory")
    for period in ("7", "30", "all")
) + tuple(
    f"?tab=all&figure={figure}&part={part}&period={period}"
    for figure in ("verdict", "solved")
    for part in ("all", "yes", "no")
    for period in ("30", "all")
)

READERS = ("coordinator", "leader", "inspector")
ROLES = (
    "contact", "specialist", "liaison", "handler",
    "coordinator", "leader", "inspector", "administrator",
)  # fmt: skip
HOME_QUERIES = {"coordinator": PERIODS, "leader": PERIODS, "inspector": PERIODS}

PAGES: tuple[Page, ...] = (
    *(
        Page(f"home of the {role}", role, "workbench:home", queries=HOME_QUERIES.get(role, ("",)))
        for role in ROLES
    ),
    Page("queue of the coordinator", "coordinator", "workbench:queue"),
    Page("queue of the liaison", "liaison", "workbench:queue"),
    Page("queue of the handler", "handler", "workbench:queue"),
    Page("queue of the leader", "leader", "workbench:queue"),
    Page(
        "all needs, every filter (coordinator)", "coordinator", "workbench:all",
        queries=lists(),
    ),
    Page("all needs, every filter (inspector)", "inspector", "workbench:all", queries=lists()),
    Page("all needs, every filter (handler)", "handler", "workbench:all", queries=lists()),
    Page("rows behind a figure", "coordinator", "workbench:all", queries=FIGURES),
    Page("a case on the desk (coordinator)", "coordinator", "cases:case", "case"),
    Page("a case on the desk (handler)", "handler", "cases:case", "case"),
    Page("a case on the desk (inspector)", "inspector", "cases:case", "case"),
    Page("a case beside its list", "coordinator", "cases:case", "case", pane=True),
    Page("a case with its act opened", "coordinator", "cases:case", "act"),
    Page("case sheet for print", "coordinator", "cases:sheet", "case"),
    Page("units to choose from", "coordinator", "cases:units", "case", ("?q=局", "?q={word}")),
    Page("own cases (contact)", "contact", "cases:mine", queries=("", "?tab=closed")),
    Page("own cases (specialist)", "specialist", "cases:mine", queries=("", "?tab=closed")),
    Page("report, first step", "contact", "cases:report"),
    Page("my card", "specialist", "workbench:card"),
    Page("a case on the phone (contact)", "contact", "cases:case", "case"),
    Page("a case on the phone (specialist)", "specialist", "cases:case", "case"),
    Page(
        "search, two characters (coordinator)", "coordinator", "workbench:find",
        queries=("?q={word}",),
    ),
    Page("search, two characters (handler)", "handler", "workbench:find", queries=("?q={word}",)),
    Page("search, two characters (contact)", "contact", "workbench:find", queries=("?q={word}",)),
    Page("search, two words", "inspector", "workbench:find", queries=("?q={word}+{word2}",)),
    Page("clients", "coordinator", "directory:clients", queries=(
        "", "?region={county}", "?kind=project", "?q={word}", "?size=small", "?{after_client}")),
    Page("a client", "coordinator", "directory:client", "client"),
    Page("a client (specialist)", "specialist", "directory:client", "client"),
    Page(
        "officials", "coordinator", "directory:officials",
        queries=("", "?q={name}", "?q={name}"),
    ),
    Page("an official", "coordinator", "directory:official", "official"),
    Page(
        "departments", "coordinator", "directory:departments",
        queries=("", "?region={county}", "?q=局"),
    ),
    Page("a department", "coordinator", "directory:department", "department"),
    Page("regions", "administrator", "directory:regions"),
    Page("a region", "administrator", "directory:region", "region"),
    Page(
        "pairings", "coordinator", "pairing:pairings",
        queries=("", "?region={county}", "?q={word}"),
    ),
    Page("who serves a client", "administrator", "pairing:client", "client"),
    Page("inbox (coordinator)", "coordinator", "notifications:inbox"),
    Page("inbox (contact)", "contact", "notifications:inbox"),
    Page("undelivered letters", "administrator", "notifications:undelivered"),
    Page("rules", "administrator", "rules:index"),
    Page("one kind of rule", "administrator", "rules:kind", "rule"),
    Page("a version of rules", "administrator", "rules:version", "version"),
    Page("working calendar", "administrator", "deadlines:years"),
    Page("a year of the calendar", "administrator", "deadlines:year", "year"),
    Page(
        "people and roles", "administrator", "accounts:people",
        queries=("", "?q={name}", "?role=handler"),
    ),
    Page("a person", "administrator", "accounts:person", "person"),
    Page("people of a client", "contact", "accounts:client-people", "client"),
    Page("my account", "contact", "accounts:account"),
    Page("bring in lists", "administrator", "directory:imports"),
    Page("background jobs", "administrator", "jobs:queue"),
    Page("my long jobs", "coordinator", "jobs:mine"),
    Page("sign-in", "", "accounts:sign-in"),
)  # fmt: skip
