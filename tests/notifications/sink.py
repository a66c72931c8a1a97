"""A mail server that accepts everything and answers after some milliseconds: `python -m tests.notifications.sink 5`."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    """Answers the text of a mail after `delay` seconds and forgets it."""

    def __init__(self, delay: float):
        self.delay = delay

    async def handle_DATA(self, server, session, envelope) -> str:
        await asyncio.sleep(self.delay)
        return "250 OK"


async def serve(delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(delay), loop=loop), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]) / 1000))
