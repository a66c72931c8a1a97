"""T11a in the size of each commit; tests/notifications/test_faults.py is the long run."""

import pytest

from .storm import Storm, run_storm

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, KILLS, SEED = 600, 100, 11


def assert_nothing_was_lost_or_doubled(toll):
    assert (toll.lost, toll.twice) == (0, 0)
    assert toll.told_next_day == toll.uncertain
    assert toll.told_without_need == 0


@pytest.mark.once
def test_a_hundred_kills_lose_and_double_nothing_with_the_queue_in_files(mail_server, tmp_path, tell):
    toll = run_storm(Storm(PEOPLE, KILLS, SEED), tmp_path, mail_server)

    tell(f"{toll}; queue in files")
    assert_nothing_was_lost_or_doubled(toll)


def test_a_hundred_kills_lose_and_double_nothing_with_redis(settings, own_redis, mail_server, tmp_path, tell):
    if not settings.REDIS_URL:
        pytest.skip("once is enough: with Redis and PostgreSQL (script/test)")
    toll = run_storm(Storm(PEOPLE, KILLS, SEED, redis_url=own_redis.url), tmp_path, mail_server)

    tell(f"{toll}; queue in Redis")
    assert_nothing_was_lost_or_doubled(toll)
