#!/usr/bin/env bash
# Measures 'qwen4j ask' as a user feels it: seconds from the shell prompt to the first token and to the end of the
# process; from the moment when the port of a new 'qwen4j serve' is open; and, once that is warm, from the request.
# Prints medians as a Markdown table. Usage: measure-ask.sh [RUNS], 5 unless told. Needs bash 5 and curl.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
qwen4j=$here/../qwen4j
runs=${1:-5}
port=${PORT:-18765}

# Milliseconds since some fixed moment.
now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

median() { sort -n | awk '{ v[NR] = $1 } END { printf "%.2f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'; }

# Reads events, one a line, and prints the milliseconds from $1 to the first token and to the end of the input.
watch() {
    local start=$1 first= line
    while IFS= read -r line; do
        if [[ -z $first && $line == *'"event":"thought"'* || -z $first && $line == *'"event":"answer"'* ]]; then
            first=$(now)
        fi
    done
    echo "$((${first:-$(now)} - start)) $(($(now) - start))"
}

ask_once() { # question
    local start
    start=$(now)
    "$qwen4j" ask --json "$1" 2>/dev/null </dev/null | watch "$start"
}

run_once() { # question
    run_since "$(now)" "$1"
}

run_since() { # moment question
    local start=$1
    curl -sN -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \
        -d "{\"question\": \"$2\", \"stream\": true}" "http://127.0.0.1:$port/v1/runs" | watch "$start"
}

row() { # label, command, question
    local results
    "$2" "$3" >/dev/null # the first run fills caches
    results=$(for ((i = 0; i < runs; i++)); do "$2" "$3"; done)
    echo "| $1 | $3 | $(cut -d' ' -f1 <<<"$results" | median) | $(cut -d' ' -f2 <<<"$results" | median) |"
}

arithmetic="What is 37 * 43 + 5?"
python="Find the largest of 48, 91, 17 and 63."
"$qwen4j" --version >&2 # builds, if need be
echo "| Process | Question | First token, s | Whole, s |"
echo "|---|---|--:|--:|"
row "new" ask_once "$arithmetic"
row "new" ask_once "$python"

"$qwen4j" serve --port "$port" >/dev/null 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.02; done
opened=$(now)
until curl -sf "http://127.0.0.1:$port/q/health/ready" >/dev/null; do
    kill -0 "$server" || { echo "measure-ask.sh: the service ended: run 'qwen4j serve' to see why" >&2; exit 1; }
    sleep 0.05
done
read -r first whole < <(run_since "$opened" "$arithmetic")
echo "| from the open port | $arithmetic | $(echo "$first" | median) | $(echo "$whole" | median) |"
row "warm" run_once "$arithmetic"
row "warm" run_once "$python"
