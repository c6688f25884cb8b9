# What the start-up cache is made from: cells as models write them, divided by lines "# %%". Each kind of statement,
# value and module that occurs here need not be loaded from jars by a session's first cell that uses it.
import collections, datetime, functools, itertools, json, math, random, re, statistics, string, traceback
from typing import Dict, List, Optional, Tuple


def fibonacci(n: int) -> int:
    """The n-th number."""
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(sum(i * i for i in range(100)), sorted({"b": 2, "a": 1}.items()), f"{math.pi:.3f}")
print(json.dumps({"a": [1, 2.5, None]}), re.sub(r"\d+", "#", "a1b22"), statistics.mean([1, 2, 3]))
try:
    [][1]
except IndexError as error:
    print(error, datetime.date(2024, 2, 29), collections.Counter("hello").most_common(1))
with open("training.txt", "w") as file:
    file.write("text\nmore\n")
print([line.strip() for line in open("training.txt")])
fibonacci(12)
# %%
def is_prime(n):
    if n < 2:
        return False
    for k in range(2, int(n ** 0.5) + 1):
        if n % k == 0:
            return False
    else:
        return True


def encode(text, shift=3):
    out = ""
    for ch in text.lower():
        if ch.isalpha():
            out += chr((ord(ch) - ord("a") + shift) % 26 + ord("a"))
        elif ch in " .,!?":
            continue
        else:
            out += ch
    return out[::-1].upper().strip().replace("A", "b").title()


def solve(numbers: List[int], limit: Optional[int] = None, *rest, key=None, **more) -> Tuple[int, ...]:
    seen, table, stack = set(), {}, []
    for index, number in enumerate(numbers):
        if number in seen or (limit is not None and number > limit):
            continue
        seen.add(number)
        table[number] = table.get(number, 0) + 1
        stack.append((number, index))
    while stack and len(stack) > 2:
        number, index = stack.pop()
        if not index % 2:
            break
    stack.sort(key=lambda pair: (-pair[0], pair[1]), reverse=True)
    stack.extend([(1, 2)]); stack.insert(0, (3, 4)); stack.remove((1, 2)); stack.reverse()
    return tuple(a * b // 2 for a, b in stack if a != b)


def check(candidate):
    assert candidate([3, 1, 2, 3], 10) == candidate([3, 1, 2, 3], limit=10), "differs"
    assert candidate([]) == (6,)
    assert abs(sum([0.5, 1.5]) - 2.0) < 1e-6 and not is_prime(1) and is_prime(97)
    assert encode("abc xyz!") != "" and round(2.567, 1) == 2.6 and divmod(7, 2) == (3, 1)


check(solve)
# %%
words = "the quick brown fox jumps over the lazy dog".split()
grid = [[i * j for j in range(5)] for i in range(5)]
print(" ".join(w.capitalize() for w in words), {w: len(w) for w in words}, {len(w) for w in words})
print(list(map(str, filter(lambda x: x % 2 == 0, range(10)))), list(zip(words, grid)), any(words), all(grid), grid[1:3][0][-1])
print(max(words, key=len), min(map(len, words)), sum(grid, []), sorted(words, key=lambda w: (len(w), w)))
print("%d %s %.2f %05d %x" % (1, "a", 2.5, 42, 255), "{:>8}|{:<8}|{:^8}|{:,}".format("r", "l", "c", 1234567), f"{1/3!r:>20} {255:#b} {0.25:.1%}")
print(bin(10)[2:], hex(255), oct(8), int("101", 2), float("1e3"), complex(1, 2), 2 ** 100, 7 // -2, -7 % 3, 1 << 5 ^ 3 & 6 | 1, ~5)
a, *b = [1, 2, 3]; a, c = c if False else 5, a; a += 1; b[0] *= 2; del b[0]
print("abc" < "abd", "a" in "abc", "x,y".split(","), "aXbX".count("X"), "hello".find("l"), "a\tb".expandtabs(), "1".zfill(3), "x".join("ab"), "ab".startswith("a"))
print(isinstance(1, (int, str)), type(1).__name__, hash("a") is not None, id(a) > 0, callable(print), list(reversed(b)), slice(1, 2))
d = collections.defaultdict(list); d["k"].append(1); od = collections.OrderedDict(d); q = collections.deque([1], maxlen=3); q.appendleft(0)
print(dict(d), d.items(), list(d.keys()), list(d.values()), d.pop("k"), {**od, "z": 1}, {1, 2} | {3} & {3} - {4}, frozenset([1]), bytes([1, 2]), bytearray(b"x"), b"abc".hex())
print(functools.reduce(lambda x, y: x * y, [1, 2, 3]), list(itertools.permutations([1, 2, 3], 2)), list(itertools.accumulate([1, 2])), list(itertools.product("ab", repeat=2)))
random.seed(1); print(random.randint(1, 6), random.choice(words), random.sample(words, 2), random.random(), random.shuffle(words))
print(datetime.datetime(2024, 1, 2, 3, 4).strftime("%Y-%m-%d %H:%M"), datetime.timedelta(days=1), datetime.datetime.now() is None, re.findall(r"(\w+)@(\w+)\.com", "a@b.com"), re.match(r"^(?P<n>\d+)$", "12").group("n"), re.split(r"[,;]\s*", "a, b;c"))
[{"name": f"row {i}", "value": i / 7, "list": list(range(i))} for i in range(30)]
# %%
import abc, contextlib, copy, csv, dataclasses, decimal, enum, fractions, heapq, bisect, io, operator, os, pathlib, string, time, typing


@dataclasses.dataclass(order=True)
class Point:
    x: float
    y: float = 0.0
    tags: list = dataclasses.field(default_factory=list)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    @property
    def norm(self):
        return math.hypot(self.x, self.y)

    @staticmethod
    def origin():
        return Point(0, 0)

    @classmethod
    def of(cls, *values):
        return cls(*values)


class Shape(abc.ABC):
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    @abc.abstractmethod
    def area(self): ...

    def __repr__(self):
        return f"{self.__class__.__name__}({self.name!r})"

    def __eq__(self, other):
        return isinstance(other, Shape) and self.name == other.name

    def __len__(self):
        return 1

    def __getitem__(self, i):
        return self.name[i]

    def __iter__(self):
        yield from self.name

    def __contains__(self, item):
        return item in self.name


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side ** 2


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class ShapeError(ValueError):
    pass


@functools.lru_cache(maxsize=None)
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


@contextlib.contextmanager
def timed(name):
    begun = time.perf_counter()
    yield name
    time.perf_counter() - begun


def kind(value):
    match value:
        case int() | float():
            return "number"
        case [first, *others]:
            return f"list of {len(others) + 1}"
        case {"x": x}:
            return x
        case Point(x=0):
            return "on the axis"
        case _:
            return None


square = Square(3)
print(Point(1, 2) + Point.of(3), Point.origin().norm, square, square.area(), list(square), "s" in square, square[0], len(square), Color.RED, Color["GREEN"].value, ways(50))
print([kind(v) for v in (1, [1, 2], {"x": 5}, Point(0), None)], copy.deepcopy([Point(1)]), dataclasses.asdict(Point(1)))
with timed("block") as name, contextlib.suppress(KeyError):
    {}["k"]
try:
    try:
        raise ShapeError("bad")
    except ShapeError as e:
        raise RuntimeError("worse") from e
    finally:
        pass
except (RuntimeError, TypeError) as e:
    print(repr(e), e.__cause__)
gen = (x for x in range(3)); next(gen); counter = itertools.count(5); next(counter)
heap = [5, 1, 3]; heapq.heapify(heap); heapq.heappush(heap, 0); heapq.heappop(heap); bisect.insort(heap, 2)
print(decimal.Decimal("1.1") * 3, fractions.Fraction(1, 3) + 1, operator.itemgetter(1)([1, 2]), string.ascii_lowercase, statistics.stdev([1, 2, 4]), math.gcd(12, 18), math.factorial(20), math.sqrt(2), math.floor(1.5), math.log(2))
with open("t.csv", "w", newline="", encoding="utf-8") as f:
    w = csv.DictWriter(f, fieldnames=["a", "b"]); w.writeheader(); w.writerow({"a": 1, "b": "x"})
print(list(csv.DictReader(open("t.csv"))), os.listdir("."), pathlib.Path("t.csv").read_text(), os.path.exists("no"), json.loads('{"a": [1, 2, {"b": null}]}'), io.StringIO("x").read())
if (n := len(words)) > 3 and n < 100 or not n:
    pass
nonsense = lambda *args, **kwargs: (args, kwargs)
nonsense(1, *[2], k=3, **{"m": 4})
# %%
import asyncio, sqlite3, unicodedata, zlib, hashlib, base64, textwrap, urllib.parse, uuid
from xml.etree import ElementTree
from zoneinfo import ZoneInfo


async def step(i):
    await asyncio.sleep(0)
    return i


async def steps():
    return await asyncio.gather(*[step(i) for i in range(3)])


print(asyncio.run(steps()))
db = sqlite3.connect(":memory:")
db.execute("create table t(a integer, b text)")
db.executemany("insert into t values(?, ?)", [(1, "x"), (2, None)])
db.commit()
print(db.execute("select a, count(*) from t where a > ? group by a order by a desc", (0,)).fetchall())
print(ElementTree.fromstring("<a x='1'><b>t</b></a>").find("b").text, unicodedata.normalize("NFC", "é"))
print(hashlib.sha256(b"x").hexdigest(), base64.b64encode(b"x"), textwrap.fill("word " * 30), zlib.crc32(b"x"), datetime.datetime.now(ZoneInfo("Europe/Berlin")).tzname() is None)
# %%
import numpy as np
import matplotlib.pyplot as plt

x = np.linspace(0, 10, 50)
y = np.sin(x) + np.random.normal(0, 0.1, 50)
print(x.mean(), y.std(), (x * 2 + y)[:3], np.arange(5).reshape(5, 1).shape, np.array([[1, 2], [3, 4]]).sum(axis=0))
plt.figure(figsize=(6, 4))
plt.plot(x, y, "r--", label="sine")
plt.scatter(x[::5], y[::5], marker="o")
plt.bar([1, 2, 3], [3, 1, 2], color="green", alpha=0.5)
plt.title("Training")
plt.xlabel("x")
plt.ylabel("y")
plt.legend()
plt.grid(True)
plt.savefig("training.png")
plt.savefig("training.svg")
plt.show()
# %%
def wrong(n):
    return n / 0


wrong(1)
