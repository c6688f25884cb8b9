"""Time zones for zoneinfo, made from the rules that Java brings along; there are no files behind it."""

import importlib.machinery
import io
import sys

from _qwen4j import library

IANA_VERSION = "unknown"
ROOT = __name__ + ".zoneinfo"


class Zones:
    """Finds the packages tzdata.zoneinfo, tzdata.zoneinfo.Europe and so on, and the zones in them."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == ROOT or name.startswith(ROOT + "."):
            return importlib.machinery.ModuleSpec(name, cls, is_package=True)
        return None

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        pass

    @staticmethod
    def get_resource_reader(name):
        return Folder(name[len(ROOT) + 1 :].replace(".", "/"))


LIST = "zones"


class Folder:
    """The zones of a region, as importlib.resources wants them."""

    def __init__(self, path):
        self.path = path

    @property
    def name(self):
        return self.path.rpartition("/")[2]

    def files(self):
        return self

    def joinpath(self, *names):
        return Folder("/".join([self.path, *names] if self.path else names))

    __truediv__ = joinpath

    def is_dir(self):
        prefix = self.path + "/"
        return any(zone.startswith(prefix) for zone in zones())

    def is_file(self):
        return self.path == LIST or self.path in zones()

    def iterdir(self):
        prefix = self.path + "/" if self.path else ""
        names = {zone[len(prefix) :].partition("/")[0] for zone in zones() if zone.startswith(prefix)}
        return map(self.joinpath, sorted(names))

    def open(self, mode="r", *args, **kwargs):
        return io.BytesIO(self.read_bytes()) if "b" in mode else io.StringIO("\n".join(zones()))

    def read_bytes(self):
        if self.path == LIST:
            return "\n".join(zones()).encode()
        return library("zone.file", self.path, FileNotFoundError).encode("latin-1")


def zones():
    return library("zone.names", "", OSError).split("\n")


sys.meta_path.insert(0, Zones)
__spec__.loader = Zones
