def test_q(group, sanne, joris):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.planner.conftest import children, at
    from tests.browsing import browser
    from django.urls import reverse
    from contacts.models import ContactNorm
    ContactNorm.objects.create(school=group.school, year=group.year, agreed_on=group.year.start, count=3)
    children(group, 3)
    client = browser(sanne)
    url = reverse("contacts:year", args=[group.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    for q in found.captured_queries:
        print(q["sql"][:300], "\n")
    print(len(found))
    assert 0
