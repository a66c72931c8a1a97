"""The embedded broker under load: whoever reads while others write finds each message once, and whole."""

import multiprocessing
import queue

from kombu import Connection

from partnership.celery import app
from partnership.instance import file_broker

WRITERS, EACH = 4, 500


def connect(folder) -> Connection:
    return Connection("filesystem://localhost", transport_options=file_broker(folder))


def write(folder, writer: int) -> None:
    with connect(folder) as connection:
        waiting = connection.SimpleQueue("celery")
        for number in range(EACH):
            waiting.put([writer, number])


def test_messages_are_read_whole_while_others_write(tmp_path):
    assert app.conf.broker_url
    (tmp_path / "messages").mkdir()
    writers = [multiprocessing.Process(target=write, args=(tmp_path, writer)) for writer in range(WRITERS)]
    read = set()
    with connect(tmp_path) as connection:
        waiting = connection.SimpleQueue("celery")
        for writer in writers:
            writer.start()
        while len(read) < WRITERS * EACH:
            message = waiting.get(timeout=60)
            assert tuple(message.payload) not in read
            read.add(tuple(message.payload))
            message.ack()
        for writer in writers:
            writer.join(60)
        assert _is_empty(waiting)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS


def _is_empty(waiting) -> bool:
    try:
        waiting.get(block=False)
    except queue.Empty:
        return True
    return False
