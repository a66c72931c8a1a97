"""T11a and T11c, the long run: script/faults. FAULTS_KILLS and FAULTS_SEED change its length and its choices."""

import os

import pytest

from .storm import Storm, run_storm
from .test_storm import assert_nothing_was_lost_or_doubled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

KILLS = int(os.environ.get("FAULTS_KILLS", "500"))
SEED = int(os.environ.get("FAULTS_SEED", "2027"))
PEOPLE = 6 * KILLS
STOPS = 0.1
PATIENCE = 900


def test_five_hundred_kills_with_the_queue_in_files(mail_server, tmp_path, tell):
    toll = run_storm(Storm(PEOPLE, KILLS, SEED, stops=STOPS, patience=PATIENCE), tmp_path, mail_server)

    tell(f"{toll}; queue in files")
    assert_nothing_was_lost_or_doubled(toll)


def test_five_hundred_kills_while_redis_is_killed_too(own_redis, mail_server, tmp_path, tell):
    """Each fiftieth time Redis dies with all it holds, and comes back empty."""
    deaths = []

    def kill_redis(kills: int) -> None:
        if kills % 50 == 0:
            own_redis.kill()
            deaths.append(kills)
            own_redis.start()

    storm = Storm(PEOPLE, KILLS, SEED, stops=STOPS, redis_url=own_redis.url, meanwhile=kill_redis, patience=PATIENCE)
    toll = run_storm(storm, tmp_path, mail_server)

    tell(f"{toll}; queue in Redis, which was killed {len(deaths)} times")
    assert_nothing_was_lost_or_doubled(toll)
