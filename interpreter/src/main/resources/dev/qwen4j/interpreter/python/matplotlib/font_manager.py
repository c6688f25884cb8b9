"""Fonts are found by themselves: the one that has the letters is used."""


class FontProperties:
    def __init__(self, family=None, size=None, weight=None, fname=None, **options):
        self.size, self.weight = size, weight

    def get_name(self):
        return "sans-serif"

    def get_size(self):
        return self.size

    def set_size(self, size):
        self.size = size


class FontManager:
    ttflist = ()

    def addfont(self, path):
        pass


fontManager = FontManager()


def findSystemFonts(*args, **options):
    return []


def findfont(*args, **options):
    return ""
