"""Maps for tests: the one we propose, published, with somebody for every function."""

from incidents.enums import PostKind
from incidents.models import MapPost, MapVersion
from incidents.services import map_versions
from partnership.school.enums import Role
from partnership.school.models import School, StaffMember
from tests.cast import give_role, make_staff, today


def fill_posts(school: School) -> None:
    """Give every function of our proposal somebody, and somebody who stands in."""
    for kind, post in map_versions.provide_posts(school).items():
        if post.role and kind != PostKind.LEADER:
            for order in (1, 2):
                give_role(make_staff(school, f"{kind.capitalize()} {order}"), post.role, order=order)
        elif post.role is None and kind != PostKind.LIVED_THROUGH:
            post.holder, post.deputy_name = make_staff(school, kind.capitalize()), "Wim van de andere school"
            post.save()


def publish_map(leader: StaffMember) -> MapVersion:
    """Return our proposal, put in use by `leader`, who has a deputy."""
    school = leader.school
    if not leader.roles.filter(role=Role.SCHOOL_LEADER).exists():
        give_role(leader, Role.SCHOOL_LEADER)
    fill_posts(school)
    draft = map_versions.draft_of(school, actor=leader)
    return map_versions.publish(draft, actor=leader, approved_on=today(), approved_by="team en MR")


def post(school: School, kind: str) -> MapPost:
    return MapPost.objects.get(school=school, kind=kind)
