"""The tools of an agent as Python functions. Every call goes through the checks of the service."""

import json
import keyword

import _qwen4j


class ToolError(RuntimeError):
    """A tool refused a call or failed."""


# Shown as ToolError in tracebacks.
ToolError.__module__ = "builtins"


class LongText:
    """A long result that is kept outside: read parts of it by slices, all of it by text(), or hand it to a tool."""

    def __init__(self, handle, length, beginning):
        self.handle = handle
        self.length = length
        self.beginning = beginning

    def __len__(self):
        return self.length

    def __getitem__(self, key):
        if isinstance(key, slice):
            start, stop, step = key.indices(self.length)
            text = self._part(start, max(start, stop)) if step > 0 else self.text()
            return text[::step] if step > 0 else text[key]
        index = range(self.length)[key]
        return self._part(index, index + 1)

    def _part(self, start, stop):
        return _qwen4j.call("value", json.dumps({"handle": self.handle, "from": start, "to": stop}))

    def text(self):
        return "".join(self._part(start, start + 1_000_000) for start in range(0, self.length, 1_000_000))

    def __str__(self):
        left_out = self.length - len(self.beginning)
        return f"{self.beginning}\n[... {left_out} more characters; use slices or .text()]"

    def __repr__(self):
        return f"<{self.length} characters beginning with {self.beginning[:60]!r}>"


def encoded(value):
    if isinstance(value, LongText):
        return {"$handle": value.handle}
    raise TypeError(f"a tool takes texts, numbers, lists and dicts, not {type(value).__name__}")


class ToolFunction:
    """One tool; call it with its parameters by name or in their order."""

    def __init__(self, spec):
        self.__name__ = self.__qualname__ = spec["name"]
        self.parameters = list(spec["parameters"].get("properties", {}))
        about = [f"{name}: {value.get('description', '')}" for name, value in spec["parameters"]["properties"].items()]
        self.__doc__ = "\n".join([spec["description"], "", *about]) if about else spec["description"]

    def __call__(self, *args, **kwargs):
        if len(args) > len(self.parameters):
            raise TypeError(f"{self.__name__}() takes {len(self.parameters)} arguments but {len(args)} were given")
        for name, value in zip(self.parameters, args):
            if name in kwargs:
                raise TypeError(f"{self.__name__}() got multiple values for argument {name!r}")
            kwargs[name] = value
        call = json.dumps({"tool": self.__name__, "arguments": kwargs}, default=encoded)
        try:
            reply = json.loads(_qwen4j.call("tool", call))
        except RuntimeError as error:
            raise ToolError(str(error)) from None
        if "handle" in reply:
            return LongText(reply["handle"], reply["length"], reply["text"])
        return reply["text"]

    def __repr__(self):
        return f"<tool {self.__name__}({', '.join(self.parameters)})>"


class Tools:
    """All tools: tools.name(...), tools["name"](...), list(tools)."""

    def __init__(self, functions):
        self._functions = functions

    def __getattr__(self, name):
        for known, function in self._functions.items():
            if name in (known, known.replace("-", "_")):
                return function
        raise AttributeError(f"there is no tool {name!r}; there are {', '.join(self._functions)}")

    def __getitem__(self, name):
        return self._functions[name]

    def __iter__(self):
        return iter(self._functions)

    def __len__(self):
        return len(self._functions)

    def __dir__(self):
        return [name.replace("-", "_") for name in self._functions]

    def __repr__(self):
        return f"<tools {', '.join(self._functions)}>"


def install(names, specs):
    """Puts the tools into a namespace, by bare name too where that is free and a name in Python."""
    import builtins

    functions = {spec["name"]: ToolFunction(spec) for spec in json.loads(specs)}
    names["tools"] = Tools(functions)
    names["ToolError"] = ToolError
    for name, function in functions.items():
        bare = name.replace("-", "_")
        if bare.isidentifier() and not keyword.iskeyword(bare) and not hasattr(builtins, bare):
            names.setdefault(bare, function)
