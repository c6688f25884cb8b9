"""The part of unicodedata that the language leaves to native code."""

from _qwen4j import library

__all__ = ["lookup", "east_asian_width", "combining", "ucd_3_2_0"]


def lookup(name, /):
    """The character of a name; KeyError if there is none."""
    return library("unicode.lookup", name, KeyError)


def east_asian_width(character, /):
    return library("unicode.width", _only(character, "east_asian_width"), TypeError)


def combining(character, /):
    return int(library("unicode.combining", _only(character, "combining"), TypeError))


def _only(character, function):
    if not isinstance(character, str) or len(character) != 1:
        raise TypeError(f"{function}() argument must be a unicode character, not {type(character).__name__}")
    return character


class _Version320:
    """Stands for the tables of Unicode 3.2.0, which are not here: it answers from the present ones."""

    unidata_version = "3.2.0"

    def __getattr__(self, name):
        import unicodedata

        return getattr(unicodedata, name)


ucd_3_2_0 = _Version320()
