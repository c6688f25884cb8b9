"""An XML parser with the interface of Expat, in plain Python. It takes a document in parts, checks that it is well formed
and never reads another file: external entities are left out, and what entities expand to is limited.

Left out: parameter entities, defaults from attribute lists, validation.
"""

import codecs
import re
import sys

__all__ = (
    "ParserCreate ErrorString XMLParserType ExpatError error errors model features version_info native_encoding EXPAT_VERSION "
    "XML_PARAM_ENTITY_PARSING_NEVER XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE XML_PARAM_ENTITY_PARSING_ALWAYS"
).split()

EXPAT_VERSION = "expat_2.6.0"
version_info = (2, 6, 0)
native_encoding = "UTF-8"
features = [("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1)]
XML_PARAM_ENTITY_PARSING_NEVER = 0
XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE = 1
XML_PARAM_ENTITY_PARSING_ALWAYS = 2

MESSAGES = {
    "XML_ERROR_NO_ELEMENTS": (3, "no element found"),
    "XML_ERROR_INVALID_TOKEN": (4, "not well-formed (invalid token)"),
    "XML_ERROR_UNCLOSED_TOKEN": (5, "unclosed token"),
    "XML_ERROR_PARTIAL_CHAR": (6, "partial character"),
    "XML_ERROR_TAG_MISMATCH": (7, "mismatched tag"),
    "XML_ERROR_DUPLICATE_ATTRIBUTE": (8, "duplicate attribute"),
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT": (9, "junk after document element"),
    "XML_ERROR_UNDEFINED_ENTITY": (11, "undefined entity"),
    "XML_ERROR_RECURSIVE_ENTITY_REF": (12, "recursive entity reference"),
    "XML_ERROR_ASYNC_ENTITY": (13, "asynchronous entity"),
    "XML_ERROR_BAD_CHAR_REF": (14, "reference to invalid character number"),
    "XML_ERROR_MISPLACED_XML_PI": (17, "XML or text declaration not at start of entity"),
    "XML_ERROR_UNKNOWN_ENCODING": (18, "unknown encoding"),
    "XML_ERROR_UNCLOSED_CDATA_SECTION": (20, "unclosed CDATA section"),
    "XML_ERROR_UNBOUND_PREFIX": (27, "unbound prefix"),
    "XML_ERROR_FINISHED": (36, "parsing finished"),
    "XML_ERROR_AMPLIFICATION_LIMIT_BREACH": (43, "limit on input amplification factor (from DTD and entities) breached"),
}


class ExpatError(Exception):
    """code, lineno and offset tell what is wrong, and where."""


error = ExpatError
ExpatError.__module__ = "xml.parsers.expat"

errors = type(sys)("pyexpat.errors")
errors.codes = {message: code for code, message in MESSAGES.values()}
errors.messages = {code: message for code, message in MESSAGES.values()}
for _name, (_, _message) in MESSAGES.items():
    setattr(errors, _name, _message)
model = type(sys)("pyexpat.model")
for _value, _name in enumerate(("EMPTY", "ANY", "MIXED", "NAME", "CHOICE", "SEQ"), 1):
    setattr(model, "XML_CTYPE_" + _name, _value)
for _value, _name in enumerate(("NONE", "OPT", "REP", "PLUS")):
    setattr(model, "XML_CQUANT_" + _name, _value)
sys.modules["pyexpat.errors"] = errors
sys.modules["pyexpat.model"] = model


def ErrorString(code, /):
    return errors.messages.get(code)


def ParserCreate(encoding=None, namespace_separator=None, intern=None):
    """A parser for one document; with a separator it resolves the prefixes of names."""
    if namespace_separator is not None and len(namespace_separator) > 1:
        raise ValueError("namespace_separator must be at most one character, omitted, or None")
    return XMLParserType(encoding, namespace_separator, {} if intern is None else intern)


NAME = r"[A-Za-z_:\u00b7-\U0010ffff][A-Za-z0-9_:.\-\u00b7-\U0010ffff]*"
ATTRIBUTE = rf"\s+({NAME})\s*=\s*(?:\"([^<\"]*)\"|'([^<']*)')"
ATTRIBUTES = re.compile(ATTRIBUTE)
START = re.compile(rf"<({NAME})((?:{ATTRIBUTE})*)\s*(/?)>")
BEGUN = re.compile(rf"<(?:{NAME}(?:{ATTRIBUTE})*(?:\s+(?:{NAME}\s*(?:=\s*)?)?)?(?:\s*/)?)?")
WHOLE_TAG = re.compile(r"<[^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>")
END = re.compile(rf"</({NAME})\s*>")
REFERENCE = re.compile(rf"&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|({NAME}));")
MARKUP = re.compile("[<&]")
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INSTRUCTION = re.compile(rf"<\?({NAME})(?:\s+(.*?))?\?>", re.DOTALL)
DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*["']([^"']*)["'](?:\s+encoding\s*=\s*["']([^"']*)["'])?"""
    r"""(?:\s+standalone\s*=\s*["'](yes|no)["'])?\s*\?>"""
)
DOCTYPE = re.compile(
    rf"""<!DOCTYPE\s+({NAME})(?:\s+(?:SYSTEM\s+("[^"]*"|'[^']*')|PUBLIC\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')))?\s*"""
)
SUBSET_ITEM = re.compile(r"""<!--.*?-->|<\?.*?\?>|<![A-Z]+(?:[^<>"']|"[^"]*"|'[^']*')*>|%[^;\s]*;|\s+""", re.DOTALL)
ENTITY = re.compile(
    rf"""<!ENTITY\s+(%\s+)?({NAME})\s+(?:("[^"]*"|'[^']*')|(?:SYSTEM|PUBLIC\s+("[^"]*"|'[^']*'))\s+("[^"]*"|'[^']*')"""
    rf"""(?:\s+NDATA\s+({NAME}))?)\s*>"""
)
PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
EXPANSION_LIMIT = 8 << 20
HANDLERS = (
    "StartElement EndElement CharacterData ProcessingInstruction Comment StartCdataSection EndCdataSection Default "
    "DefaultHandlerExpand XmlDecl StartDoctypeDecl EndDoctypeDecl EntityDecl NotationDecl UnparsedEntityDecl ElementDecl "
    "AttlistDecl StartNamespaceDecl EndNamespaceDecl ExternalEntityRef NotStandalone SkippedEntity"
).split()


class XMLParserType:
    def __init__(self, encoding, separator, intern):
        for name in HANDLERS:
            setattr(self, name if name.endswith("Expand") else name + "Handler", None)
        self.intern = intern
        self.buffer_text = self.ordered_attributes = self.specified_attributes = self.namespace_prefixes = False
        self.buffer_size = 8192
        self.ErrorCode = 0
        self.ErrorLineNumber = self.CurrentLineNumber = 1
        self.ErrorColumnNumber = self.CurrentColumnNumber = 0
        self.ErrorByteIndex = self.CurrentByteIndex = 0
        self._encoding = encoding
        self._separator = separator
        self._decoder = None
        self._bytes = b""
        self._text = ""
        self._at = 0
        self._base = None
        self._characters = []
        self._open = []
        self._spaces = [{"xml": XML_NAMESPACE}]
        self._entities = {}
        self._expanding = []
        self._expanded = 0
        self._has_root = self._finished = self._has_doctype = self._begun = False

    # What comes in.

    def Parse(self, data, isfinal=False, /):
        if self._finished:
            self._fail("XML_ERROR_FINISHED")
        self._text = self._text[self._at :] + self._decoded(data, isfinal)
        self._at = 0
        self._document(isfinal)
        if isfinal:
            self._finished = True
            if self._open or not self._has_root:
                self._move(len(self._text))
                self._fail("XML_ERROR_NO_ELEMENTS")
        if isfinal or not self.buffer_text:
            self._flush()
        return 1

    def ParseFile(self, file, /):
        while data := file.read(1 << 16):
            self.Parse(data, False)
        return self.Parse(b"", True)

    def _decoded(self, data, final):
        if isinstance(data, str):
            text = data
        else:
            self._bytes += bytes(data)
            if self._decoder is None:
                if len(self._bytes) < 4 and not final:
                    return ""
                if self._bytes[:2] == b"<?" and b"?>" not in self._bytes and not final:
                    return ""
                try:
                    self._decoder = codecs.getincrementaldecoder(self._guess())()
                except LookupError:
                    self._fail("XML_ERROR_UNKNOWN_ENCODING")
            try:
                text, self._bytes = self._decoder.decode(self._bytes, final), b""
            except UnicodeDecodeError:
                self._fail("XML_ERROR_INVALID_TOKEN")
        if text[:1] == "\ufeff" and not self._begun:
            text = text[1:]
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _guess(self):
        start = self._bytes[:200]
        if self._encoding:
            return self._encoding
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        if start[:4] in (b"<\0?\0", b"\0<\0?"):
            return "utf-16-le" if start[0] else "utf-16-be"
        found = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", start)
        return found.group(1).decode() if found else "utf-8"

    # The document.

    def _document(self, final):
        while self._at < len(self._text):
            before = self._at
            if self._text[before] == "<":
                moved = self._markup(final)
            elif self._text[before] == "&":
                moved = self._reference(final)
            else:
                moved = self._run(final)
            if not moved:
                return
            self._begun = True

    def _run(self, final):
        """Characters up to the next markup."""
        found = MARKUP.search(self._text, self._at)
        end = found.start() if found else len(self._text)
        if not found and not final and not self._expanding and self._text.endswith(("]", "]]")):
            end = len(self._text.rstrip("]")) if self._at < len(self._text.rstrip("]")) else self._at
        text = self._text[self._at : end]
        if not text:
            return False
        self._check_characters(text)
        if "]]>" in text:
            self._fail("XML_ERROR_INVALID_TOKEN")
        if self._open:
            self._give_text(text)
        elif text.strip(" \t\n"):
            self._move(self._at + len(text) - len(text.lstrip(" \t\n")))
            self._fail("XML_ERROR_JUNK_AFTER_DOC_ELEMENT" if self._has_root else "XML_ERROR_INVALID_TOKEN")
        else:
            self._default(text)
        self._move(end)
        return True

    def _markup(self, final):
        text, at = self._text, self._at
        following = text[at + 1 : at + 2]
        if following == "/":
            return self._token(END.match(text, at), ">", final, self._end_tag)
        if following == "?":
            return self._token(INSTRUCTION.match(text, at), "?>", final, self._instruction)
        if following == "!":
            for opening, ending, method in (
                ("<!--", "-->", self._comment),
                ("<![CDATA[", "]]>", self._cdata),
                ("<!DOCTYPE", None, self._doctype),
            ):
                if text.startswith(opening, at):
                    return method(final)
                if opening.startswith(text[at : at + len(opening)]):
                    return self._wait(final)
            self._fail("XML_ERROR_INVALID_TOKEN", at + 2)
        found = START.match(text, at)
        if found:
            self._start_tag(found)
            self._move(found.end())
            return True
        valid = BEGUN.match(text, at).end()
        if WHOLE_TAG.match(text, at) or valid < len(text) and text[valid] not in "\"'":
            self._fail("XML_ERROR_INVALID_TOKEN", valid)
        return self._wait(final)

    def _token(self, found, ending, final, method):
        if found:
            method(found)
            self._move(found.end())
            return True
        if self._text.find(ending, self._at + 2) >= 0:
            self._fail("XML_ERROR_INVALID_TOKEN", self._at + 2)
        return self._wait(final)

    def _wait(self, final):
        if final:
            self._fail("XML_ERROR_UNCLOSED_TOKEN")
        return False

    def _start_tag(self, found):
        if not self._open and self._has_root:
            self._fail("XML_ERROR_JUNK_AFTER_DOC_ELEMENT")
        name, text = found.group(1), found.group(2)
        attributes = []
        if text:
            self._check_characters(text)
            seen = set()
            for match in ATTRIBUTES.finditer(text):
                key = match.group(1)
                if key in seen:
                    self._fail("XML_ERROR_DUPLICATE_ATTRIBUTE", found.start(2) + match.start(1))
                seen.add(key)
                value = match.group(2) if match.group(2) is not None else match.group(3)
                attributes.append((key, self._attribute_value(value)))
        self._flush()
        self._has_root = True
        prefixes = []
        if self._separator is not None:
            name, attributes, prefixes = self._resolve(name, attributes)
        self._open.append((found.group(1), name, prefixes))
        if self.StartElementHandler:
            if self.ordered_attributes:
                given = [part for pair in attributes for part in pair]
            else:
                given = dict(attributes)
            self.StartElementHandler(self.intern.setdefault(name, name), given)
        else:
            self._default(found.group())
        if found.group(found.re.groups):
            self._close()

    def _end_tag(self, found):
        if not self._open:
            self._fail("XML_ERROR_INVALID_TOKEN" if not self._has_root else "XML_ERROR_JUNK_AFTER_DOC_ELEMENT")
        if found.group(1) != self._open[-1][0]:
            self._fail("XML_ERROR_TAG_MISMATCH", self._at + 2)
        if self._expanding and len(self._open) <= self._expanding[-1][1]:
            self._fail("XML_ERROR_ASYNC_ENTITY")
        self._flush()
        self._close()

    def _close(self):
        _, name, prefixes = self._open.pop()
        if self.EndElementHandler:
            self.EndElementHandler(name)
        if self._separator is not None:
            self._spaces.pop()
            for prefix in reversed(prefixes):
                if self.EndNamespaceDeclHandler:
                    self.EndNamespaceDeclHandler(prefix)

    def _resolve(self, name, attributes):
        spaces = self._spaces[-1]
        prefixes, plain = [], []
        for key, value in attributes:
            if key == "xmlns" or key.startswith("xmlns:"):
                prefix = key[6:] or None
                if not prefixes:
                    spaces = dict(spaces)
                spaces[prefix] = value
                prefixes.append(prefix)
                if self.StartNamespaceDeclHandler:
                    self.StartNamespaceDeclHandler(prefix, value or None)
            else:
                plain.append((key, value))
        self._spaces.append(spaces)
        resolved = [(self._full(key, spaces, None), value) for key, value in plain]
        if len({key for key, _ in resolved}) < len(resolved):
            self._fail("XML_ERROR_DUPLICATE_ATTRIBUTE")
        return self._full(name, spaces, spaces.get(None)), resolved, prefixes

    def _full(self, name, spaces, default):
        prefix, colon, local = name.partition(":")
        if not colon:
            return default + self._separator + name if default else name
        if prefix not in spaces:
            self._fail("XML_ERROR_UNBOUND_PREFIX")
        full = spaces[prefix] + self._separator + local
        return full + self._separator + prefix if self.namespace_prefixes else full

    def _comment(self, final):
        end = self._text.find("-->", self._at + 4)
        if end < 0:
            return self._wait(final)
        text = self._text[self._at + 4 : end]
        self._check_characters(text)
        if "--" in text or text.endswith("-"):
            self._fail("XML_ERROR_INVALID_TOKEN", self._at + 4 + text.find("--"))
        self._flush()
        if self.CommentHandler:
            self.CommentHandler(text)
        else:
            self._default(f"<!--{text}-->")
        self._move(end + 3)
        return True

    def _cdata(self, final):
        end = self._text.find("]]>", self._at + 9)
        if end < 0:
            if final:
                self._fail("XML_ERROR_UNCLOSED_CDATA_SECTION")
            return False
        if not self._open:
            self._fail("XML_ERROR_INVALID_TOKEN")
        text = self._text[self._at + 9 : end]
        self._check_characters(text)
        if self.StartCdataSectionHandler:
            self._flush()
            self.StartCdataSectionHandler()
        if text:
            self._give_text(text)
        if self.EndCdataSectionHandler:
            self._flush()
            self.EndCdataSectionHandler()
        self._move(end + 3)
        return True

    def _instruction(self, found):
        target, data = found.group(1), found.group(2) or ""
        self._flush()
        if target == "xml":
            declared = DECLARATION.match(self._text, self._at)
            if self._begun:
                self._fail("XML_ERROR_MISPLACED_XML_PI")
            if not declared:
                self._fail("XML_ERROR_INVALID_TOKEN")
            if self.XmlDeclHandler:
                standalone = {None: -1, "no": 0, "yes": 1}[declared.group(3)]
                self.XmlDeclHandler(declared.group(1), declared.group(2), standalone)
            else:
                self._default(found.group())
        elif self.ProcessingInstructionHandler:
            self.ProcessingInstructionHandler(target, data)
        else:
            self._default(found.group())

    # The document type and its entities.

    def _doctype(self, final):
        found = DOCTYPE.match(self._text, self._at)
        end = found.end() if found else 0
        subset = None
        if found and self._text[end : end + 1] == "[":
            start = end = end + 1
            while item := SUBSET_ITEM.match(self._text, end):
                end = item.end()
            subset = self._text[start:end]
            if self._text[end : end + 1] == "]":
                end += 1 + len(self._text[end + 1 :]) - len(self._text[end + 1 :].lstrip())
        whole = found and self._text[end : end + 1] == ">"
        if not whole and not final:
            return False
        if not whole or self._has_root or self._has_doctype:
            self._fail("XML_ERROR_INVALID_TOKEN", end)
        self._has_doctype = True
        system = found.group(2) or found.group(4)
        public = found.group(3)
        if self.StartDoctypeDeclHandler:
            self.StartDoctypeDeclHandler(
                found.group(1), system and system[1:-1], public and public[1:-1], int(subset is not None)
            )
        else:
            self._default("<!DOCTYPE")
            for part in (found.group(1), *(["PUBLIC", public, system] if public else ["SYSTEM", system] if system else [])):
                self._default(part)
            self._default(">")
        for item in SUBSET_ITEM.finditer(subset or ""):
            self._declaration(item.group())
        self._external = system is not None
        if self.EndDoctypeDeclHandler:
            self.EndDoctypeDeclHandler()
        self._move(end + 1)
        return True

    _external = False

    def _declaration(self, text):
        found = ENTITY.match(text)
        if found:
            parameter, name, value, public, system, notation = found.groups()
            value = value and self._character_references(value[1:-1])
            if not parameter and notation is None:
                self._entities.setdefault(name, value)
            if notation is not None and self.UnparsedEntityDeclHandler:
                self.UnparsedEntityDeclHandler(name, self._base, system[1:-1], public and public[1:-1], notation)
            elif self.EntityDeclHandler:
                self.EntityDeclHandler(
                    name, int(bool(parameter)), value, self._base, system and system[1:-1], public and public[1:-1], notation
                )
        elif text.startswith("<!--") and self.CommentHandler:
            self.CommentHandler(text[4:-3])
        elif text.startswith("<!ENTITY"):
            self._fail("XML_ERROR_INVALID_TOKEN")

    def _character_references(self, text):
        return REFERENCE.sub(lambda match: match.group() if match.group(3) else self._character(match), text)

    def _character(self, match):
        number = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
        if number > 0x10FFFF or BAD.match(chr(number)):
            self._fail("XML_ERROR_BAD_CHAR_REF")
        return chr(number)

    def _reference(self, final):
        found = REFERENCE.match(self._text, self._at)
        if not found:
            rest = self._text[self._at + 1 : self._at + 200]
            if final or re.search(r"[\s<>&;\"']", rest) or len(rest) > 190:
                self._fail("XML_ERROR_INVALID_TOKEN", self._at + 1)
            return False
        if not self._open:
            self._fail("XML_ERROR_JUNK_AFTER_DOC_ELEMENT" if self._has_root else "XML_ERROR_INVALID_TOKEN")
        name = found.group(3)
        if name is None:
            self._give_text(self._character(found))
        elif name in PREDEFINED:
            self._give_text(PREDEFINED[name])
        elif self._entities.get(name) is not None:
            self._expand(name, found.end())
            return True
        elif name in self._entities or self._external:
            self._flush()
            if self.SkippedEntityHandler:
                self.SkippedEntityHandler(name, 0)
            else:
                self._default(found.group())
        else:
            self._fail("XML_ERROR_UNDEFINED_ENTITY")
        self._move(found.end())
        return True

    def _expand(self, name, end):
        self._enter(name)
        kept = self._text, self._at
        self._text, self._at = self._entities[name], 0
        depth = len(self._open)
        self._document(True)
        if len(self._open) != depth:
            self._fail("XML_ERROR_ASYNC_ENTITY")
        self._expanding.pop()
        self._text, self._at = kept
        self._move(end)

    def _enter(self, name):
        if any(name == other for other, _ in self._expanding):
            self._fail("XML_ERROR_RECURSIVE_ENTITY_REF")
        self._expanded += len(self._entities[name]) + 1
        if self._expanded > EXPANSION_LIMIT:
            self._fail("XML_ERROR_AMPLIFICATION_LIMIT_BREACH")
        self._expanding.append((name, len(self._open)))

    def _attribute_value(self, text):
        if "\n" in text or "\t" in text:
            text = text.replace("\n", " ").replace("\t", " ")
        return self._replaced(text) if "&" in text else text

    def _replaced(self, text):
        parts, at = [], 0
        while (reference := text.find("&", at)) >= 0:
            found = REFERENCE.match(text, reference)
            if not found:
                self._fail("XML_ERROR_INVALID_TOKEN")
            name = found.group(3)
            parts.append(text[at:reference])
            at = found.end()
            if name is None:
                parts.append(self._character(found))
            elif name in PREDEFINED:
                parts.append(PREDEFINED[name])
            elif self._entities.get(name) is not None:
                self._enter(name)
                parts.append(self._replaced(self._entities[name]))
                self._expanding.pop()
            else:
                self._fail("XML_ERROR_UNDEFINED_ENTITY")
        return "".join(parts) + text[at:]

    # What goes out.

    def _give_text(self, text):
        self._characters.append(text)

    def _flush(self):
        if self._characters:
            text = "".join(self._characters)
            self._characters.clear()
            if self.CharacterDataHandler:
                self.CharacterDataHandler(text)
            else:
                self._default(text)

    def _default(self, text):
        handler = self.DefaultHandlerExpand or self.DefaultHandler
        if handler:
            handler(text)

    def _check_characters(self, text):
        bad = BAD.search(text)
        if bad:
            self._fail("XML_ERROR_INVALID_TOKEN", self._at + bad.start())

    def _move(self, end):
        if not self._expanding:
            lines = self._text.count("\n", self._at, end)
            if lines:
                self.CurrentLineNumber += lines
                self.CurrentColumnNumber = end - self._text.rfind("\n", self._at, end) - 1
            else:
                self.CurrentColumnNumber += end - self._at
            self.CurrentByteIndex += end - self._at
        self._at = end

    def _fail(self, name, at=None):
        if at is not None:
            self._move(at)
        code, message = MESSAGES[name]
        self.ErrorCode = code
        self.ErrorLineNumber, self.ErrorColumnNumber = self.CurrentLineNumber, self.CurrentColumnNumber
        self.ErrorByteIndex = self.CurrentByteIndex
        failure = ExpatError(f"{message}: line {self.ErrorLineNumber}, column {self.ErrorColumnNumber}")
        failure.code = code
        failure.lineno, failure.offset = self.ErrorLineNumber, self.ErrorColumnNumber
        raise failure

    # What parsers of other modules set and ask for.

    def SetBase(self, base, /):
        self._base = base

    def GetBase(self):
        return self._base

    def GetInputContext(self):
        return None

    def UseForeignDTD(self, flag=True, /):
        self._external = self._external or bool(flag)

    def SetParamEntityParsing(self, flag, /):
        return 1

    def GetReparseDeferralEnabled(self):
        return False

    def SetReparseDeferralEnabled(self, enabled, /):
        pass

    def ExternalEntityParserCreate(self, context, encoding=None, /):
        raise ExpatError("external entities are not read in this sandbox")
