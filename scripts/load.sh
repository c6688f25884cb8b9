#!/bin/sh
# The long forms of the load, fault and fuzz tests, against a service in the test's own JVM. Prints their figures.
#   scripts/load.sh load           200 clients for 10 minutes, 1,000 requests at once, 5,000 cancelled streams, faults
#   scripts/load.sh fuzz [COUNT]   mutated requests, 100,000 unless said otherwise
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
load) test=LoadTest; export QWEN4J_LOAD=full ;;
fuzz) test=FuzzingTest; export QWEN4J_FUZZ_REQUESTS="${2:-100000}" ;;
*) sed -n '2,4p' "$0"; exit 2 ;;
esac
mvn -q -pl src -am verify -Dtest="$test" -Dsurefire.failIfNoSpecifiedTests=false
