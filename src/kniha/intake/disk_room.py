"""Room on a disk, taken before it is written to, without making the file longer: how much of an upload came must be seen after a crash."""

import ctypes
import errno
import os

_KEEP_SIZE = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_FALLOCATE = getattr(_LIBC, "fallocate64", None) or getattr(_LIBC, "fallocate", None)
"""Python itself offers but the call that makes the file as long as it will be. Offsets are of 64 bits in both."""


def take_room(descriptor: int, size: int) -> None:
    """Take `size` bytes, at least 1, for the file from its beginning; OSError, EOPNOTSUPP where system or file system cannot."""
    if _FALLOCATE is None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
    while _FALLOCATE(ctypes.c_int(descriptor), ctypes.c_int(_KEEP_SIZE), ctypes.c_longlong(0), ctypes.c_longlong(size)):
        if (number := ctypes.get_errno()) != errno.EINTR:
            raise OSError(number, os.strerror(number))
