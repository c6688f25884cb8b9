#!/bin/sh
# What Python sessions cost, and CPython beside them where there is one.
#   scripts/measure-python.sh        after ./qwen4j has built once; a figure means something on an idle machine only
set -eu
cd "$(dirname "$0")/.."
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=$(mvn -q -o -pl examples -am package -DskipTests dependency:build-classpath -Dmdep.outputFile=/dev/stdout |
    tail -1)
"$java" --enable-native-access=ALL-UNNAMED -cp "examples/target/classes:$classpath" \
    dev.qwen4j.examples.benchmark.PythonCost
command -v python3 >/dev/null || { echo "no CPython here to compare with"; exit 0; }
echo "CPython $(python3 -c 'import platform; print(platform.python_version())'):"
python3 - <<'PY'
import subprocess, sys, time
begun = time.perf_counter()
subprocess.run([sys.executable, "-c", "print(1 + 1)"], check=True, capture_output=True)
print(f"new process to first result: {time.perf_counter() - begun:.2f} s")
loops = ["""def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
x = fib(22)""", """n = 100_000
s = bytearray([1]) * n
for i in range(2, 317):
    if s[i]:
        for j in range(i * i, n, i):
            s[j] = 0
x = sum(s)""", "x = ''.join(str(i) for i in range(50_000)).count('7')"]
line = "fib(22), sieve of 100k, strings of 50k, third time:"
for loop in loops:
    for i in range(3):
        begun = time.perf_counter()
        exec(loop, {})
    line += f" {1000 * (time.perf_counter() - begun):.0f} ms"
print(line)
PY
