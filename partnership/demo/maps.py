"""Who does what at a demo school: the proposed map, with somebody for every function, published."""

from incidents.enums import PostKind
from incidents.services.map_posts import change_post
from incidents.services.map_versions import draft_of, provide_posts, publish
from partnership.demo.moments import DAY, DemoCalendar
from partnership.school.enums import Role
from partnership.school.models import School, StaffMember
from partnership.school.services.people import who_handles

APPROVED_BY = "team en MR"
# Whose function no role says: who it is, and who stands in, by login.
OWN = {
    "01DL": {PostKind.CHILD_PROTECTION: ("marieke", "yvonne")},
    "02WC": {PostKind.CHILD_PROTECTION: ("yvonne", "esther")},
}
# Who stands in from elsewhere where one colleague has the role: name and telephone.
FROM_ELSEWHERE = {
    "01DL": {
        PostKind.SAFETY: ("Geert Olthof (Waterland)", "+31689000911"),
        PostKind.COUNSELLOR: ("Esther Blom (Waterland)", "+31689000912"),
        PostKind.CARE: ("Yvonne de Graaf", "+31689000913"),
        PostKind.BOARD: ("Marjan Hooft (bestuurskantoor)", "+31689000914"),
    },
    "02WC": {
        PostKind.SAFETY: ("Ingrid Postma (De Lindeboom)", "+31689000915"),
        PostKind.COUNSELLOR: ("Yvonne de Graaf", "+31689000913"),
        PostKind.CARE: ("Marieke van Dam (De Lindeboom)", "+31689000916"),
        PostKind.BOARD: ("Marjan Hooft (bestuurskantoor)", "+31689000914"),
    },
}


def publish_demo_map(school: School, calendar: DemoCalendar) -> None:
    """Fill the functions and publish the proposal; runs inside the school's scope. Older reports stay without a map."""
    leader = who_handles(Role.SCHOOL_LEADER, school=school)[0]
    draft = draft_of(school, actor=leader)
    posts = provide_posts(school)
    for kind, columns in _columns(school).items():
        change_post(posts[kind], actor=leader, version=1, values=columns)
    publish(draft, actor=leader, approved_on=max(calendar.start, calendar.today - 30 * DAY), approved_by=APPROVED_BY)


def _columns(school: School) -> dict[PostKind, dict]:
    own = {
        kind: {"holder": _staff(school, holder), "deputy": _staff(school, deputy)}
        for kind, (holder, deputy) in OWN[school.brin].items()
    }
    typed = FROM_ELSEWHERE[school.brin].items()
    return own | {kind: {"deputy_name": name, "deputy_telephone": number} for kind, (name, number) in typed}


def _staff(school: School, login: str) -> StaffMember:
    return StaffMember.objects.get(school=school, email__startswith=f"{login}@")
