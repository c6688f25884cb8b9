"""Showing things as Jupyter does: display(), and the objects that say how they want to be shown."""

import base64

import _qwen4j

# As Jupyter ranks them; the first that an object has is shown.
METHODS = (
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
)


def show(value):
    """Shows a value by the first of its own methods that gives something; returns whether there was one."""
    if isinstance(value, type):
        return False
    for name, mime_type in METHODS:
        method = getattr(value, name, None)
        data = method() if callable(method) else None
        if isinstance(data, tuple):
            data = data[0]
        if data is not None:
            _qwen4j.show(mime_type, base64.b64encode(data).decode() if isinstance(data, bytes) else data)
            return True
    return False


def display(*values, **ignored):
    """Shows each value: a picture where it has one, otherwise its repr."""
    for value in values:
        if not show(value):
            print(repr(value))


class Data:
    """Something with a type of its own, from data or from a file."""

    mime_type = "text/plain"
    binary = False

    def __init__(self, data=None, filename=None, **ignored):
        if data is None:
            with open(filename, "rb" if self.binary else "r") as file:
                data = file.read()
        self.data = data

    def __init_subclass__(cls):
        method = next((name for name, mime_type in METHODS if mime_type == cls.mime_type), None)
        if method:
            setattr(cls, method, lambda self: self.data)


class HTML(Data):
    mime_type = "text/html"


class Markdown(Data):
    mime_type = "text/markdown"


class Latex(Data):
    mime_type = "text/latex"


class SVG(Data):
    mime_type = "image/svg+xml"


class Image(Data):
    """A PNG or JPEG picture, from bytes or from a file of the session."""

    binary = True

    def __init__(self, data=None, filename=None, **ignored):
        if isinstance(data, str):
            data, filename = None, data
        super().__init__(data, filename)

    def _repr_png_(self):
        return self.data if self.data[:4] == b"\x89PNG" else None

    def _repr_jpeg_(self):
        return self.data if self.data[:2] == b"\xff\xd8" else None
