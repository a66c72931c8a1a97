"""The bytes of a file that someone hands over: not too many, and not none."""

import os
from typing import BinaryIO

from django.utils.translation import gettext as _

from partnership.school.importers.outcome import ImportRefused

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
CHUNK = MEGABYTE // 4


class Source:
    """Reads `file` piece by piece. Raises `ImportRefused` when it is empty or larger than 20 MB."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.taken = 0
        if file.seekable():
            start = file.tell()
            self._refuse_size(file.seek(0, os.SEEK_END) - start)
            file.seek(start)

    def pieces(self):
        while piece := self.file.read(CHUNK):
            self.taken += len(piece)
            self._refuse_size(self.taken)
            yield piece
        if not self.taken:
            raise ImportRefused(_("The file is empty. Export it again."))

    def whole(self) -> bytes:
        return b"".join(self.pieces())

    @staticmethod
    def _refuse_size(size: int) -> None:
        if size > MOST_MEGABYTES * MEGABYTE:
            raise ImportRefused(
                _("The file is larger than %(count)d MB. One school's file never is: export it again.")
                % {"count": MOST_MEGABYTES}
            )
