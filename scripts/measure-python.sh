#!/bin/sh
# What Python sessions cost, as rows of the tables in docs/interpreter.md, and CPython beside them where there is one.
#   scripts/measure-python.sh        after ./qwen4j has built once; a figure means something on an idle machine only
#   JIT=FOLDER     with the jars compiler, truffle-compiler, collections and word: tight loops and HumanEval compiled too
#   WHEELS=FOLDER  with the wheels of sympy and mpmath: sympy too
#   HUMANEVAL=FILE HumanEval.jsonl.gz; ../shared/data has one
set -eu
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
humaneval=${HUMANEVAL:-../shared/data/HumanEval.jsonl.gz}
classpath=$(mvn -q -o -pl examples -am package -DskipTests dependency:build-classpath -Dmdep.outputFile=/dev/stdout |
    tail -1)
run() {
    "$java" --enable-native-access=ALL-UNNAMED -cp "examples/target/classes:$classpath" \
        "dev.qwen4j.examples.benchmark.$@"
}
# Sessions start from a cache that is made once.
"$java" -cp "$classpath" dev.qwen4j.interpreter.StartupCacheBuild || true
run PythonCost ${JIT:+--jit "$JIT"} ${WHEELS:+--wheels "$WHEELS"}
[ ! -f "$humaneval" ] || run HumanEval "$humaneval" ${JIT:+"$JIT"}
command -v python3 >/dev/null || { echo "no CPython here to compare with"; exit 0; }
PYTHONPATH=${WHEELS:+$(echo "$WHEELS"/*.whl | tr ' ' :)} python3 - <<'PY'
import platform, subprocess, sys, time
print(f"CPython {platform.python_version()}:")
begun = time.perf_counter()
subprocess.run([sys.executable, "-c", "print(1 + 1)"], check=True, capture_output=True)
print(f"| new process to first result | {time.perf_counter() - begun:.2f} s |")
loops = {"fib(22)": """def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
x = fib(22)""", "sieve of 100,000": """n = 100_000
s = bytearray([1]) * n
for i in range(2, 317):
    if s[i]:
        for j in range(i * i, n, i):
            s[j] = 0
x = sum(s)""", "strings of 50,000 numbers": "x = ''.join(str(i) for i in range(50_000)).count('7')"}
for name, loop in loops.items():
    taken = []
    for i in range(5):
        begun = time.perf_counter()
        exec(loop, {})
        taken.append(1000 * (time.perf_counter() - begun))
    print(f"| {name} | first {taken[0]:.0f} ms, fifth {taken[-1]:.0f} ms |")
try:
    names = {}
    for step in ("from sympy import exp, integrate, sin, solve, symbols",
                 "x = symbols('x'); solve(x**3 - 6*x**2 + 11*x - 6, x)", "integrate(exp(-x) * sin(x), x)"):
        begun = time.process_time()
        exec(step, names)
        print(f"| `{step}` | {time.process_time() - begun:.2f} s of processor time |")
except ImportError:
    print("no sympy in this CPython")
PY
