"""Who acts, in which role, with which reach: a value, below every model; it is not a user
account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """The roles of the product; labels are texts in `accounts`, a grant says where a role holds."""

    CONTACT = "contact"  # 企业联系人
    SPECIALIST = "specialist"  # 服务专员
    LIAISON = "liaison"  # 单位联络员
    HANDLER = "handler"  # 承办人
    COORDINATOR = "coordinator"  # 综合协调
    LEADER = "leader"  # 领导
    SECRETARY = "secretary"  # 领导联络员
    CALLER = "caller"  # 回访员
    INSPECTOR = "inspector"  # 督查
    PARTNER = "partner"  # 商会、园区、银行
    ADMINISTRATOR = "administrator"  # 管理员
    SYSTEM = "system"  # the worker and the command line
    VISITOR = "visitor"  # nobody signed in, or somebody without a grant that holds: may do nothing


OFFICE_ROLES = frozenset(
    {
        Role.LIAISON,
        Role.HANDLER,
        Role.COORDINATOR,
        Role.LEADER,
        Role.SECRETARY,
        Role.CALLER,
        Role.INSPECTOR,
        Role.ADMINISTRATOR,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in the role that is active now. Paths end in "/", so "/33/" is not "/330/"."""

    user_id: int | None  # None: the system itself, or a person known only by a signed link
    name: str = ""
    role: Role = Role.SYSTEM
    person_id: int | None = None
    official_id: int | None = None
    department_id: int | None = None
    department_path: str = ""  # path of the unit whose cases a liaison or handler sees
    region_path: str = ""  # where the active grant of a regional role holds
    region_id: int | None = None
    client_ids: frozenset[int] = field(default_factory=frozenset)
    stands_for: frozenset[int] = field(default_factory=frozenset)  # officials who are away
    place: str = ""  # name of the unit, region or enterprise of the active grant, as shown

    @property
    def officials(self) -> frozenset[int]:
        """The person's own official and those it stands in for: whose turn is also theirs."""
        own = frozenset() if self.official_id is None else frozenset({self.official_id})
        return own | self.stands_for

    def stored(self) -> dict[str, Any]:
        """The active reach as values a job can keep: role and places, nothing of the person."""
        return {
            "user_id": self.user_id,
            "role": str(self.role),
            "official_id": self.official_id,
            "department_id": self.department_id,
            "department_path": self.department_path,
            "region_path": self.region_path,
            "region_id": self.region_id,
            "client_ids": sorted(self.client_ids),
            "stands_for": sorted(self.stands_for),
        }

    @classmethod
    def restored(cls, values: Mapping[str, Any]) -> "Actor":
        """The reach that was stored."""
        sets = {name: frozenset(values.get(name, ())) for name in ("client_ids", "stands_for")}
        return cls(**{**values, "role": Role(values["role"]), **sets})

    def is_(self, *roles: Role) -> bool:
        """Whether the active role is one of these."""
        return self.role in roles

    def covers(self, region_path: str) -> bool:
        """Whether the active grant reaches the region at this path."""
        return bool(self.region_path) and region_path.startswith(self.region_path)


# Never confused with the system: both have no user, only the system's role opens anything.
ANONYMOUS = Actor(user_id=None, role=Role.VISITOR)


def system(name: str = "") -> Actor:
    """The product itself: jobs, reminders, the command line."""
    return Actor(user_id=None, name=name, role=Role.SYSTEM)
