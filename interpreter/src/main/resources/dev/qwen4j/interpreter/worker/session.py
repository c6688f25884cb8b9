"""Runs once in a new context, in a namespace of its own: what a cell is, and what the sandbox leaves out.

Kept free of imports that are written in Python: each would delay the first cell.
"""

import _ast
import _signal
import _socket
import _thread
import builtins
import posix
import sys

TEXT_LIMIT = 60_000
CELLS = {}
MAIN = sys.modules["__main__"].__dict__


def run_cell(source, number):
    """Runs one cell; returns whether it raised, its traceback or the repr of its last expression, and the names of the
    session, one a line, if they have changed."""
    raised, text = run(source, number)
    if number == 0:
        GIVEN.update((name, id(value)) for name, value in MAIN.items())
    return raised, text, changed_names()


def run(source, number):
    name = f"<cell {number}>"
    CELLS[name] = source
    if "linecache" in sys.modules:
        show_source(name)
    try:
        statements, last = parts(source, name)
        if statements is not None:
            exec(statements, MAIN)
        text = ""
        if last is not None:
            value = eval(last, MAIN)
            if value is not None:
                MAIN["_"] = value
                if not source.rstrip().endswith(";"):
                    text = shown_value(value)
        return False, text
    except SystemExit as end:
        if end.code is None or end.code == 0:
            return False, ""
        return True, f"SystemExit: {end.code}"
    except BaseException as error:
        return True, describe(error)
    finally:
        if "matplotlib.pyplot" in sys.modules:
            show_figures()
        write_out()
        flush()


def parts(source, name):
    """The code of a cell's statements, and that of the expression it ends with; None for what there is not.

    The language compiles text in a fraction of the time that it takes for a tree: the text is cut in two where that can
    be done by lines.
    """
    # Other line ends, and statements that change how what follows is compiled.
    if "\r" in source or "\f" in source or "__future__" in source:
        return parts_by_tree(source, name)
    lines = source.rstrip().split("\n")
    if lines[-1][:1].strip(" \t)]}#"):
        try:
            # Where both parts are whole by themselves, so is what they make together.
            last = expression_at(lines, len(lines) - 1, name)
            return statements_before(lines, len(lines) - 1, name), last
        except SyntaxError:
            pass
    tree = compile(source, name, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, _ast.Expr):
        return compile(source, name, "exec", dont_inherit=True), None
    if last.col_offset > 0:
        return parts_by_tree(source, name)
    lines = source.split("\n")[: last.end_lineno]
    # Counted in characters, whatever Python's documentation says.
    lines[-1] = lines[-1][: last.end_col_offset]
    return statements_before(lines, last.lineno - 1, name), expression_at(lines, last.lineno - 1, name)


def statements_before(lines, number, name):
    return compile("\n".join(lines[:number] + [""]), name, "exec", dont_inherit=True) if number else None


def expression_at(lines, number, name):
    # Empty lines keep the numbers of the lines.
    return compile("\n" * number + "\n".join(lines[number:]), name, "eval", dont_inherit=True)


def parts_by_tree(source, name):
    tree = compile(source, name, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    statements = compile(tree, name, "exec", dont_inherit=True) if tree.body else None
    return statements, last and compile(_ast.Expression(last.value), name, "eval", dont_inherit=True)


def show_figures():
    """Notebooks show a figure at the end of the cell that drew it, asked or not."""
    try:
        sys.modules["matplotlib.pyplot"].show_left_over()
    except Exception as error:
        print(f"matplotlib: {type(error).__name__}: {error}", file=sys.stderr)


LINE_WIDTH = 79
MOST_ITEMS = 1000


def shown_value(value):
    """The value of a cell as Jupyter shows it: by a picture of its own, else by its repr, long lists one item a line."""
    kind = type(value)
    if kind is int or kind is float or kind is bool:
        return shorten(repr(value))
    if kind in PLAIN_TYPES:
        return shorten(repr(value if len(value) <= TEXT_LIMIT else value[:TEXT_LIMIT]), len(value) - TEXT_LIMIT)
    if kind not in ITEM_TYPES:
        if any(hasattr(kind, name) for name in SHOWN_BY):
            import _qwen4j_display

            if _qwen4j_display.show(value):
                return ""
        return shorten(repr(value))
    if len(value) <= MOST_ITEMS:
        text = repr(value)
        return text if len(text) <= LINE_WIDTH else shorten(one_a_line(value))
    import itertools

    first = itertools.islice(value.items() if kind is dict else value, MOST_ITEMS)
    return shorten(one_a_line(kind(first))) + f"\n[... {len(value) - MOST_ITEMS} more items left out ...]"


PLAIN_TYPES = (str, bytes, bytearray)
ITEM_TYPES = (list, tuple, dict, set, frozenset)
SHOWN_BY = ("_repr_png_", "_repr_jpeg_", "_repr_svg_", "_repr_html_", "_repr_markdown_", "_repr_latex_")


def one_a_line(value):
    import pprint

    class Printer(pprint.PrettyPrinter):
        # Jupyter leaves long strings whole.
        _dispatch = {
            key: method
            for key, method in pprint.PrettyPrinter._dispatch.items()
            if key not in (str.__repr__, bytes.__repr__, bytearray.__repr__)
        }

    return Printer(width=LINE_WIDTH + 1, sort_dicts=False).pformat(value)


NAMES = []
NAMES_LIMIT = 1000
# All that the session held when its names were last looked at.
HELD = []
# What the cell that prepares the session defined, which is not the user's.
GIVEN = {}


def changed_names():
    if HELD == list(MAIN) and not GIVEN:
        return None
    HELD[:] = MAIN
    names = [
        name
        for name, value in MAIN.items()
        if isinstance(name, str) and name[:1] != "_" and len(name) < 100 and GIVEN.get(name) != id(value)
    ][:NAMES_LIMIT]
    if names == NAMES:
        return None
    NAMES[:] = names
    return "\n".join(names).encode("utf-8", "backslashreplace").decode("utf-8")


def describe(error):
    """The traceback of an error with the frames of its cells alone."""
    try:
        import traceback

        for name in CELLS:
            show_source(name)
        told = traceback.TracebackException(type(error), error, error.__traceback__)
        keep_user_frames(told)
        return shorten("".join(told.format()).rstrip()) + missing_package(error)
    except BaseException as second:
        # The error's own __str__ may be broken, or the stack may be too short to format it.
        return f"{type(error).__name__} (not shown: {type(second).__name__})"


def keep_user_frames(told):
    """Frames of this file and of the library say nothing about the user's code, and much about the host."""
    if told is None:
        return
    told.stack[:] = [frame for frame in told.stack if frame.filename.startswith(("<cell ", FOLDER))]
    keep_user_frames(told.__cause__)
    keep_user_frames(told.__context__)
    for part in told.exceptions or ():
        keep_user_frames(part)


def show_source(name):
    import linecache

    source = CELLS[name]
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)


def shorten(text, more=0):
    """Text as it may be sent: not too long, the middle left out, and without lone surrogates."""
    if len(text) > TEXT_LIMIT:
        half = TEXT_LIMIT // 2
        text = f"{text[:half]}\n[... {len(text) - 2 * half + max(0, more)} characters left out ...]\n{text[-half:]}"
    elif more > 0:
        text = f"{text}\n[... {more} characters left out ...]"
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


OPEN = []
OPEN_LIMIT = 64
plain_open = builtins.open


def open_file(*args, **kwargs):
    """open() for cells. CPython closes a file when its last name is gone; here that may be never, so what was
    written is written out before another file is opened and at the end of the cell."""
    write_out()
    file = plain_open(*args, **kwargs)
    if file.writable():
        OPEN.append(file)
    return file


def write_out():
    still_open = []
    for file in OPEN:
        if not file.closed:
            try:
                file.flush()
            except Exception:
                pass
            still_open.append(file)
    OPEN[:] = still_open[-OPEN_LIMIT:]


open_file.__name__ = "open"
open_file.__doc__ = plain_open.__doc__
builtins.open = open_file


PRELOADED = iter(
    "math re random datetime json collections itertools functools statistics string traceback linecache".split()
)


def preload():
    """Imports one more module that cells often use; returns whether there may be more."""
    name = next(PRELOADED, None)
    if name is None:
        return False
    __import__(name)
    return True


# Without these, code would end in an internal error that no except clause can catch.


def deny(error, text):
    def denied(*args, **kwargs):
        raise error(text)

    return denied


no_process = deny(PermissionError, "this sandbox cannot start processes")
no_network = deny(PermissionError, "this sandbox has no network")
no_thread = deny(RuntimeError, "this sandbox cannot start threads; run the work in a plain loop")


def replace(module, replacement, *names):
    for name in names:
        if hasattr(module, name):
            setattr(module, name, replacement)


# The module os is not imported yet: it will take these from posix.
replace(posix, no_process, *"system fork forkpty posix_spawn posix_spawnp execv execve".split())
try:
    import _posixsubprocess

    replace(_posixsubprocess, no_process, "fork_exec")
except ImportError:
    pass


class Socket:
    """Base of socket.socket."""

    __slots__ = ()

    def __init__(self, *args, **kwargs):
        no_network()


_socket.socket = _socket.SocketType = Socket
replace(
    _socket,
    no_network,
    *"socketpair getaddrinfo getnameinfo gethostbyname gethostbyname_ex gethostbyaddr gethostname sethostname".split(),
)
replace(_thread, no_thread, "start_new_thread", "start_new", "start_joinable_thread")
replace(_signal, deny(PermissionError, "this sandbox cannot send signals"), "raise_signal", "pthread_kill", "alarm")


def leave(status=0):
    raise SystemExit(status)


posix._exit = leave
builtins.exit = builtins.quit = leave


def show_help(*args):
    import pydoc

    pydoc.plainpager(pydoc.render_doc(*args)) if args else print("Use help(name).")


builtins.help = show_help
builtins.input = deny(EOFError, "input() has nobody to ask here; write the value into the code")


STANDARD = "Python's standard library and small versions of numpy and matplotlib.pyplot are here"
PLAIN = "use numpy's basics, or plain lists with the modules math, statistics and random"
CHART = "draw with matplotlib.pyplot"
WEB = "this sandbox has no network"
INSTEAD = {
    "scipy": PLAIN,
    "pandas": "use the modules csv and statistics with lists of dicts, or sqlite3",
    "seaborn": CHART,
    "plotly": CHART,
    "bokeh": CHART,
    "altair": CHART,
    "mpl_toolkits": CHART,
    "sympy": "use the modules fractions, decimal and math; an administrator can add sympy's wheel to the packages",
    "requests": WEB,
    "httpx": WEB,
    "aiohttp": WEB,
    "bs4": "use the module html.parser",
    "lxml": "use the module xml.etree.ElementTree",
    "yaml": "use the module json or tomllib",
    "PIL": CHART,
    "cv2": CHART,
    "sklearn": PLAIN,
    "statsmodels": PLAIN,
    "numba": "leave it out: plain Python runs as it is",
    "torch": PLAIN,
    "tensorflow": PLAIN,
}


def missing_package(error):
    """What to tell about a package that is not here, and of which nothing else is known."""
    if type(error) is not ModuleNotFoundError or str(error) != f"No module named {error.name!r}":
        return ""
    return f" ({STANDARD}; nothing can be installed from code)"


class MissingPackages:
    """The last finder: says what works instead of a package that is not here."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in INSTEAD:
            text = f"No module named {name!r}: {STANDARD}; {INSTEAD[name]}"
            raise ModuleNotFoundError(text, name=name)
        return None


NATIVE = {
    "_ctypes": "write it in plain Python",
    "_tkinter": "draw with matplotlib",
    "_curses": "print the result",
}

# Modules of the language that need native code, sockets or threads, and the file that stands in for each.
STAND_INS = {
    "_bz2": "_bz2",
    "_cpython_unicodedata": "_cpython_unicodedata",
    "_sqlite3": "_sqlite3",
    "pyexpat": "pyexpat",
    "asyncio.unix_events": "_unix_events",
    "ctypes": "ctypes",
}


class NativeModules:
    """The first finder: the language would name an option of its own instead of the cause."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in STAND_INS and LIBRARIES:
            from importlib.util import spec_from_file_location

            return spec_from_file_location(name, f"{LIBRARIES[0]}/_native/{STAND_INS[name]}.py")
        if name in NATIVE:
            text = f"No module named {name!r}: this sandbox has no native code; {NATIVE[name]}"
            raise ModuleNotFoundError(text, name=name)
        return None


SHOWN_LIMIT = 8 << 20


def show_data(mime_type, data):
    """Shows something as Jupyter's display would: data is text for types that are text, otherwise base64."""
    if len(data) > SHOWN_LIMIT:
        raise ValueError(f"{len(data)} characters of {mime_type} are too many to show, the limit is {SHOWN_LIMIT}")
    write_out()
    flush()
    problem = show(str(mime_type), str(data))
    if problem:
        raise OSError(problem)


def call_host(function, argument):
    """Calls a function of the service: text in, text out. What it refuses is a RuntimeError."""
    answer = host_call(str(function), str(argument))
    if answer[0] == "-":
        raise RuntimeError(answer[1:])
    return answer[1:]


def call_library(name, argument, error=RuntimeError):
    """Has Java do a part of a module: text in, text out. What it refuses is raised as the given kind of error."""
    answer = library_call(name, argument)
    if answer[0] == "-":
        raise error(answer[1:])
    return answer[1:]


def display(*values, **options):
    """Shows values as Jupyter does: by their pictures where they have some, otherwise by their repr."""
    import _qwen4j_display

    _qwen4j_display.display(*values, **options)


builtins.display = display

# What the modules of this project's own library import: the ways out of the context, checked on the other side.
bridge = type(sys)("_qwen4j")
bridge.call = call_host
bridge.show = show_data
bridge.library = call_library
sys.modules["_qwen4j"] = bridge

sys.meta_path.insert(0, NativeModules)
sys.meta_path.append(MissingPackages)
sys.path.extend(LIBRARIES)
sys.path.append(FOLDER)
posix.chdir(FOLDER)
# As in a notebook: argparse and others look at it.
sys.argv = [""]
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(line_buffering=True)
