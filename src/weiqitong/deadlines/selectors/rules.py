"""The profiles and their assignment as published, as types of this app; writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from weiqitong.deadlines.kinds import ASSIGNMENT, PROFILES
from weiqitong.deadlines.profiles import Assignment, Profile, choose
from weiqitong.rules import selectors as rules


@dataclass(frozen=True, slots=True)
class Chosen:
    """A profile and the version it stands in: what a case keeps."""

    profile: Profile
    rules_id: int


def profiles(version_id: int) -> Mapping[str, Profile]:
    """All profiles of a version; no query once known."""
    found: Mapping[str, Profile] = rules.parsed(PROFILES, version_id)
    return found


def profile(version_id: int, code: str) -> Profile:
    """One profile of the version a case was born under."""
    return profiles(version_id)[code]


def assignment(version_id: int) -> Assignment:
    found: Assignment = rules.parsed(ASSIGNMENT, version_id)
    return found


def chosen(
    region_path_codes: Sequence[str], category_code: str, urgency: str, at: datetime
) -> Chosen:
    """What a case reported at this time gets: region codes from the city down, leaf category."""
    version = rules.in_force(PROFILES, at)
    lines = assignment(rules.in_force(ASSIGNMENT, at).pk)
    code = choose(lines, region_path_codes, category_code, urgency)
    return Chosen(profile(version.pk, code), version.pk)
