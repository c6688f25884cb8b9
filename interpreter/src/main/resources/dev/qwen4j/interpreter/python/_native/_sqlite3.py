"""sqlite3 over databases that Java keeps in memory. A database with a file is read from it and written back whole when a
transaction ends, with the session's own open(): no other file is within reach. Not here: functions, aggregates and
collations written in Python, and extensions."""

import base64
import json
import os
import re

from _qwen4j import library

sqlite_version = "3.50.4"
_deprecated_version = "2.6.0"
threadsafety = 1
PARSE_DECLTYPES, PARSE_COLNAMES = 1, 2
LEGACY_TRANSACTION_CONTROL = -1
SQLITE_OK, SQLITE_DENY, SQLITE_IGNORE = 0, 1, 2
adapters, converters = {}, {}


class Error(Exception):
    pass


class Warning(Exception):
    pass


class InterfaceError(Error):
    pass


class DatabaseError(Error):
    pass


class InternalError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class DataError(DatabaseError):
    pass


class NotSupportedError(DatabaseError):
    pass


for _error in (Error, Warning, *Error.__subclasses__(), *DatabaseError.__subclasses__()):
    _error.__module__ = "sqlite3"


class PrepareProtocol:
    pass


def register_adapter(type, adapter, /):
    adapters[(type, PrepareProtocol)] = adapter


def register_converter(name, converter, /):
    converters[name.upper()] = converter


def adapt(value, protocol=PrepareProtocol, alternative=None, /):
    adapter = adapters.get((type(value), protocol))
    if adapter:
        return adapter(value)
    if hasattr(value, "__conform__"):
        return value.__conform__(protocol)
    return value


def complete_statement(statement):
    return split(statement)[-1:] == [""] if statement.strip() else False


def enable_callback_tracebacks(enable, /):
    pass


def connect(database, timeout=5.0, detect_types=0, isolation_level="", check_same_thread=True, factory=None, *args, **kwargs):
    """Opens a database in a file of the session, or in memory."""
    return (factory or Connection)(database, timeout, detect_types, isolation_level, check_same_thread, factory, *args, **kwargs)


KINDS = {
    "CONSTRAINT": IntegrityError,
    "MISMATCH": IntegrityError,
    "PROGRAMMING": ProgrammingError,
    "MISUSE": ProgrammingError,
    "RANGE": ProgrammingError,
    "TOOBIG": DataError,
    "CORRUPT": DatabaseError,
    "NOTADB": DatabaseError,
    "INTERNAL": InternalError,
}


def failed(text):
    """The error that a refused call stands for."""
    code, _, message = text.partition(":")
    error = KINDS.get(code.removeprefix("SQLITE_").partition("_")[0], OperationalError)(message or text)
    error.sqlite_errorname = code
    return error


# The parts of SQL: what is quoted or a comment stands for itself.
TOKEN = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[:@$][A-Za-z_]\w*|\?\d*|\w+|;|\s+|.""", re.DOTALL
)
CHANGES = {"INSERT", "UPDATE", "DELETE", "REPLACE"}


def split(sql):
    """Statements; the last is empty if the text ends with a semicolon."""
    parts, part, depth = [], [], 0
    words = []
    for token in TOKEN.findall(sql):
        word = token.upper()
        if word[:1].isalpha():
            words.append(word)
            if "TRIGGER" in words[:3] and word in ("BEGIN", "CASE"):
                depth += 1
            elif depth and word == "END":
                depth -= 1
        if token == ";" and not depth:
            parts.append("".join(part))
            part, words = [], []
        else:
            part.append(token)
    parts.append("".join(part))
    return parts


def blank(sql):
    return not any(not token.isspace() and not token.startswith(("--", "/*")) for token in TOKEN.findall(sql))


def first_word(sql):
    return next((token.upper() for token in TOKEN.findall(sql) if token[:1].isalpha()), "")


def positional(sql, parameters):
    """SQL with a question mark for each name, and the values in that order."""
    values, parts = [], []
    for token in TOKEN.findall(sql):
        if token[0] in ":@$" and len(token) > 1:
            try:
                values.append(parameters[token[1:]])
            except KeyError:
                raise ProgrammingError(f"You did not supply a value for binding parameter {token}.") from None
            token = "?"
        parts.append(token)
    return "".join(parts), values


def sent(value):
    value = adapt(value)
    if value is None or type(value) in (str, float):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"blob": base64.b64encode(value).decode()}
    raise ProgrammingError(f"Error binding parameter: type '{type(value).__name__}' is not supported")


class Connection:
    Error, Warning, InterfaceError, DatabaseError = Error, Warning, InterfaceError, DatabaseError
    InternalError, OperationalError, ProgrammingError = InternalError, OperationalError, ProgrammingError
    IntegrityError, DataError, NotSupportedError = IntegrityError, DataError, NotSupportedError

    def __init__(
        self,
        database,
        timeout=5.0,
        detect_types=0,
        isolation_level="",
        check_same_thread=True,
        factory=None,
        cached_statements=128,
        uri=False,
        *,
        autocommit=LEGACY_TRANSACTION_CONTROL,
    ):
        name = os.fsdecode(database)
        if uri and name.startswith("file:"):
            name, _, options = name[5:].partition("?")
            name = ":memory:" if "mode=memory" in options else name
        self._file = None if name in ("", ":memory:") else os.path.abspath(name)
        self._seen = None
        self._handle = None
        self._detect_types = detect_types
        self.isolation_level = isolation_level
        self.autocommit = autocommit
        self.row_factory = None
        self.text_factory = str
        self.in_transaction = False
        self.total_changes = 0
        self._load()

    def _state(self):
        try:
            found = os.stat(self._file)
            return found.st_mtime_ns, found.st_size
        except FileNotFoundError:
            return None

    def _load(self):
        content = b""
        if self._file:
            try:
                self._seen = self._state()
                if self._seen:
                    with open(self._file, "rb") as file:
                        content = file.read()
                else:
                    open(self._file, "ab").close()
                    self._seen = self._state()
            except OSError:
                raise OperationalError("unable to open database file") from None
            if content and content[:16] != b"SQLite format 3\0":
                raise DatabaseError("file is not a database")
        self._handle = library("sqlite.open", content.decode("latin-1"), failed)

    def _save(self):
        if self._file and self._handle:
            content = library("sqlite.content", self._handle, failed).encode("latin-1")
            scratch = self._file + "-writing"
            with open(scratch, "wb") as file:
                file.write(content)
            os.replace(scratch, self._file)
            self._seen = self._state()

    def _check(self):
        if self._handle is None:
            raise ProgrammingError("Cannot operate on a closed database.")

    def _fresh(self):
        """Another connection may have written the file."""
        if self._file and not self.in_transaction and self._state() != self._seen:
            library("sqlite.close", self._handle, failed)
            self._load()

    def _run(self, sql, rows):
        self._check()
        self._fresh()
        word = first_word(sql)
        if word == "ATTACH" and not re.match(r"""\s*ATTACH\s+(DATABASE\s+)?(':memory:'|"")""", sql, re.IGNORECASE):
            raise NotSupportedError("ATTACH reaches no file in this sandbox; only ':memory:' can be attached")
        begins = self.isolation_level is not None if self.autocommit == LEGACY_TRANSACTION_CONTROL else not self.autocommit
        if begins and not self.in_transaction and word in CHANGES:
            self._call("BEGIN " + (self.isolation_level or ""), [[]])
            self.in_transaction = True
        answer = self._call(sql, rows)
        self.total_changes += answer["changes"]
        if word in ("BEGIN", "SAVEPOINT"):
            self.in_transaction = True
        elif word in ("COMMIT", "END") or word == "ROLLBACK" and " TO " not in sql.upper():
            self.in_transaction = False
        if not self.in_transaction and word not in ("SELECT", "EXPLAIN", "VALUES", "BEGIN", "ROLLBACK"):
            self._save()
        return word, answer

    def _call(self, sql, rows):
        return json.loads(library("sqlite.execute", json.dumps({"db": int(self._handle), "sql": sql, "rows": rows}), failed))

    def cursor(self, factory=None):
        self._check()
        cursor = (factory or Cursor)(self)
        if self.row_factory is not None:
            cursor.row_factory = self.row_factory
        return cursor

    def execute(self, sql, parameters=(), /):
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql, parameters, /):
        return self.cursor().executemany(sql, parameters)

    def executescript(self, sql, /):
        return self.cursor().executescript(sql)

    def commit(self):
        self._check()
        if self.in_transaction:
            self._run("COMMIT", [[]])

    def rollback(self):
        self._check()
        if self.in_transaction:
            self._run("ROLLBACK", [[]])

    def close(self):
        if self._handle is not None:
            library("sqlite.close", self._handle, failed)
            self._handle = None
            self.in_transaction = False

    def iterdump(self, *, filter=None):
        from sqlite3.dump import _iterdump

        return _iterdump(self)

    def backup(self, target, *, pages=-1, progress=None, name="main", sleep=0.250):
        self._check()
        target._check()
        content = library("sqlite.content", self._handle, failed)
        library("sqlite.close", target._handle, failed)
        target._handle = library("sqlite.open", content, failed)
        target._save()

    def serialize(self, *, name="main"):
        self._check()
        return library("sqlite.content", self._handle, failed).encode("latin-1")

    def deserialize(self, data, /, *, name="main"):
        self._check()
        library("sqlite.close", self._handle, failed)
        self._handle = library("sqlite.open", bytes(data).decode("latin-1"), failed)

    def interrupt(self):
        pass

    def _missing(self, *args, **kwargs):
        raise NotSupportedError("SQL functions, aggregates, collations and extensions of one's own are not in this sandbox")

    create_function = create_aggregate = create_collation = create_window_function = _missing
    enable_load_extension = load_extension = set_authorizer = blobopen = _missing

    def set_trace_callback(self, callback, /):
        pass

    def set_progress_handler(self, handler, n=0):
        pass

    def __call__(self, sql):
        return sql

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.commit()
        else:
            self.rollback()
        return False


class Cursor:
    def __init__(self, connection, /):
        self.connection = connection
        self.row_factory = None
        self.arraysize = 1
        self.description = self.lastrowid = None
        self.rowcount = -1
        self._rows = iter(())
        self._closed = False

    def _check(self):
        if self._closed:
            raise ProgrammingError("Cannot operate on a closed cursor.")
        self.connection._check()

    def execute(self, sql, parameters=(), /):
        self._check()
        return self._execute(sql, [parameters])

    def executemany(self, sql, parameters, /):
        self._check()
        if first_word(sql) not in CHANGES:
            raise ProgrammingError("executemany() can only execute DML statements.")
        return self._execute(sql, list(parameters))

    def _execute(self, sql, sets):
        if not isinstance(sql, str):
            raise TypeError(f"execute() argument 1 must be str, not {type(sql).__name__}")
        statements = [part for part in split(sql) if not blank(part)]
        if len(statements) > 1:
            raise ProgrammingError("You can only execute one statement at a time.")
        self._rows, self.description = iter(()), None
        self.rowcount = -1
        if not statements:
            return self
        statement, rows = statements[0], []
        for given in sets:
            if hasattr(given, "keys"):
                statement, given = positional(statements[0], given)
            elif not hasattr(given, "__len__") or not hasattr(given, "__getitem__"):
                raise ProgrammingError("parameters are of unsupported type")
            rows.append([sent(value) for value in given])
        word, answer = self.connection._run(statement, rows)
        if word in CHANGES:
            self.rowcount = answer["changes"]
            if word in ("INSERT", "REPLACE"):
                self.lastrowid = answer["id"]
        if answer.get("columns"):
            self._take(answer)
        return self

    def _take(self, answer):
        names, types = answer["columns"], answer["types"]
        detect = self.connection._detect_types
        convert = [None] * len(names)
        for i, name in enumerate(names):
            if detect & PARSE_COLNAMES and "[" in name:
                convert[i] = converters.get(name[name.index("[") + 1 :].rstrip("]").upper())
                names[i] = name[: name.index("[")].rstrip()
            if detect & PARSE_DECLTYPES and not convert[i]:
                convert[i] = converters.get(re.split(r"[ (]", types[i], maxsplit=1)[0].upper())
        self.description = tuple((name, None, None, None, None, None, None) for name in names)
        text = self.connection.text_factory

        def value(given, converter):
            if isinstance(given, dict):
                given = base64.b64decode(given["blob"])
            if converter and given is not None:
                return converter(given if isinstance(given, bytes) else str(given).encode())
            if isinstance(given, str) and text is not str:
                return text(given.encode())
            return given

        self._rows = (tuple(map(value, row, convert)) for row in answer["rows"])

    def executescript(self, sql, /):
        self._check()
        self.connection.commit()
        self.connection._fresh()
        call = json.dumps({"db": int(self.connection._handle), "sql": sql})
        library("sqlite.script", call, failed)
        self.connection._save()
        return self

    def __iter__(self):
        return self

    def __next__(self):
        row = next(self._rows)
        return self.row_factory(self, row) if self.row_factory else row

    def fetchone(self):
        self._check()
        return next(self, None)

    def fetchmany(self, size=None):
        self._check()
        size = self.arraysize if size is None else size
        return [row for _, row in zip(range(size), self)]

    def fetchall(self):
        self._check()
        return list(self)

    def setinputsizes(self, sizes, /):
        pass

    def setoutputsize(self, size, column=None, /):
        pass

    def close(self):
        self._closed = True


class Row:
    """A row with its columns by name."""

    def __init__(self, cursor, data, /):
        self._names = [column[0] for column in cursor.description]
        self._data = tuple(data)

    def keys(self):
        return list(self._names)

    def __getitem__(self, key):
        if isinstance(key, (int, slice)):
            return self._data[key]
        for i, name in enumerate(self._names):
            if name.lower() == str(key).lower():
                return self._data[i]
        raise IndexError("No item with that key")

    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return iter(self._data)

    def __eq__(self, other):
        return isinstance(other, Row) and (self._names, self._data) == (other._names, other._data)

    def __hash__(self):
        return hash((tuple(self._names), self._data))

    def __repr__(self):
        return f"<sqlite3.Row object at {id(self):#x}>"


class Blob:
    pass
