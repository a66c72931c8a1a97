"""The site as a whole, seen from the browser."""

import pytest


@pytest.mark.stack
def test_first_page_opens_without_a_complaint_of_the_browser(page, site):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto("/")
    assert answer.status == 200
    assert page.url.startswith(f"{site.url}/account/login/")
    page.wait_for_load_state("networkidle")
    assert complaints == []
