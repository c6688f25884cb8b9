"""How arrays are printed: as NumPy prints them, up to eight digits after the point."""

from numpy import _array

PRECISION = 8
THRESHOLD = 1000
EDGE = 3
WIDTH = 75


def shown(given, separator, indent=0):
    shortened = given.size > THRESHOLD
    write = formatter([value for value in visible(given, shortened)], given.dtype)
    if not given.shape:
        return write(given._data[0]).strip()
    return nested(given, write, separator, indent + 1, shortened)


def visible(given, shortened):
    if not shortened:
        return given._data
    if given.ndim > 1:
        return [value for row in edges(given) if row is not None for value in visible(row, True)]
    data = given._data
    return data if len(data) <= 2 * EDGE else data[:EDGE] + data[-EDGE:]


def edges(given):
    if len(given) <= 2 * EDGE:
        return list(given)
    return [given[i] for i in range(EDGE)] + [None] + [given[i] for i in range(len(given) - EDGE, len(given))]


def nested(given, write, separator, indent, shortened):
    if given.ndim > 1:
        rows = edges(given) if shortened else list(given)
        gap = separator.rstrip() + "\n" * (given.ndim - 1) + " " * indent
        texts = ["..." if row is None else nested(row, write, separator, indent + 1, shortened) for row in rows]
        return "[" + gap.join(texts) + "]"
    data = given._data
    items = list(map(write, visible(given, shortened)))
    if shortened and len(data) > 2 * EDGE:
        items.insert(EDGE, "...")
    lines, line = [], ""
    for i, item in enumerate(items):
        last = i == len(items) - 1
        if line and indent + len(line) + len(item) + (0 if last else len(separator.rstrip())) > WIDTH:
            lines.append(line.rstrip(" "))
            line = ""
        line += item + ("" if last else separator)
    lines.append(line)
    return "[" + ("\n" + " " * indent).join(lines) + "]"


def formatter(values, kind):
    if kind is _array.float64 and all(isinstance(value, (int, float)) for value in values):
        return floats(values)
    if kind in (_array.str_, _array.object_, _array.complex128):
        return repr if kind is not _array.complex128 else str
    width = max((len(str(value)) for value in values), default=0)
    return lambda value: str(value).rjust(width)


def floats(values):
    finite = [abs(value) for value in values if value == value and abs(value) != _array.inf and value]
    if finite and (max(finite) >= 1e8 or min(finite) < 1e-4 or max(finite) / min(finite) > 1000 and min(finite) < 1e-4):
        digits = max((len(f"{value:.{PRECISION}e}".partition("e")[0].rstrip("0").partition(".")[2]) for value in finite), default=0)
        texts = {value: f"{value:.{digits}e}" if digits else f"{value:.0e}".replace("e", ".e") for value in values}
    else:
        texts = {}
        for value in values:
            text = f"{value:.{PRECISION}f}"
            texts[value] = text.rstrip("0") if "." in text else text
        fraction = max((len(text.partition(".")[2]) for text in texts.values() if "." in text), default=0)
        texts = {value: text.ljust(len(text.partition(".")[0]) + 1 + fraction) if "." in text else text for value, text in texts.items()}
    width = max(map(len, texts.values()), default=0)
    return lambda value: texts.get(value, "nan").rjust(width)
