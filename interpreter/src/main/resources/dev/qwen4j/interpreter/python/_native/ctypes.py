"""What is left of ctypes without native code: the sizes of C's types, which some packages ask for."""

import struct

_FORMATS = {
    "c_bool": "?", "c_char": "c", "c_byte": "b", "c_ubyte": "B", "c_short": "h", "c_ushort": "H", "c_int": "i",
    "c_uint": "I", "c_long": "l", "c_ulong": "L", "c_longlong": "q", "c_ulonglong": "Q", "c_size_t": "N",
    "c_ssize_t": "n", "c_float": "f", "c_double": "d", "c_void_p": "P", "c_char_p": "P", "c_int8": "b", "c_uint8": "B",
    "c_int16": "h", "c_uint16": "H", "c_int32": "i", "c_uint32": "I", "c_int64": "q", "c_uint64": "Q",
}  # fmt: skip

globals().update({name: type(name, (), {"_type_": form}) for name, form in _FORMATS.items()})


def sizeof(kind):
    return struct.calcsize(kind._type_)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'ctypes' has no attribute {name!r}")
    raise AttributeError(f"ctypes.{name} is not here: this sandbox has no native code; write it in plain Python")
