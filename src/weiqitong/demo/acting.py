"""An official of the invented city as whoever acts."""

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Official


def acting_as(official: Official, role: Role) -> Actor:
    """In a role, as it stands in the record; no query where person and user were read along."""
    return Actor(
        user_id=official.person.user.pk,
        name=official.person.name,
        role=role,
        person_id=official.person_id,
        official_id=official.pk,
        department_id=official.department_id,
    )
