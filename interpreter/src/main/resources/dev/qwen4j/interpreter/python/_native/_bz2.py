"""bzip2, done by Java: a stream is decompressed when the last of its bytes has come."""

from _qwen4j import library

__all__ = ["BZ2Compressor", "BZ2Decompressor"]

OVERLAP = 10


class BZ2Compressor:
    def __init__(self, compresslevel=9, /):
        if not 1 <= compresslevel <= 9:
            raise ValueError("compresslevel must be between 1 and 9")
        self._level = compresslevel
        self._parts = []

    def compress(self, data, /):
        self._check()
        self._parts.append(bytes(data))
        return b""

    def flush(self):
        self._check()
        data, self._parts = b"".join(self._parts), None
        return library("bz2.compress", str(self._level) + data.decode("latin-1"), OSError).encode("latin-1")

    def _check(self):
        if self._parts is None:
            raise ValueError("Compressor has been flushed")


class BZ2Decompressor:
    def __init__(self):
        self.eof = False
        self.needs_input = True
        self.unused_data = b""
        self._stream = bytearray()
        self._output = b""

    def decompress(self, data, max_length=-1):
        if self.eof:
            raise EOFError("End of stream already reached")
        if self.needs_input or data:
            self._take(bytes(data))
        if max_length < 0:
            given, self._output = self._output, b""
        else:
            given, self._output = self._output[:max_length], self._output[max_length:]
        self.eof = self._stream is None and not self._output
        self.needs_input = self._stream is not None
        return given

    def _take(self, data):
        if self._stream is None:
            self.unused_data += data
            return
        start = max(0, len(self._stream) - OVERLAP)
        self._stream += data
        if self._stream[:3] != b"BZh"[: len(self._stream)]:
            raise OSError("Invalid data stream")
        end = library("bz2.end", self._stream[start:].decode("latin-1"), OSError)
        if end:
            end = start + int(end)
            stream, self.unused_data = self._stream[:end], bytes(self._stream[end:])
            self._stream = None
            self._output = library("bz2.decompress", stream.decode("latin-1"), OSError).encode("latin-1")
