"""The queue of the embedded broker: kombu's folder of files, but a message is there whole or not at all.

kombu makes the file first and fills it afterwards. A worker that looks in between takes an empty file, and ends.
"""

import time
import uuid
from pathlib import Path

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict, **kwargs) -> None:
        """Write the message under a name that no queue reads, then give it its own."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        try:
            unread = folder / f"{name}.new"
            unread.write_bytes(str_to_bytes(dumps(payload)))
            unread.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add the file {name} to the queue") from error


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """Let `filesystem://` mean this queue."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
