#!/usr/bin/env bash
# Measures what docs/performance.md tells of speed and prints it as Markdown tables: one stream in each precision, several
# streams together, with and without --deterministic, and whole ReAct steps of the model that comes with Qwen4j.
# Usage: measure-speed.sh DIR...   checkpoints, best of 'qwen4j bench make-random'; the streams are those of the first.
# With LLAMA_BENCH, a path, and GGUFS, a folder with NAME.gguf, NAME-Q8_0.gguf and NAME-Q4_0.gguf for each DIR called NAME
# (and demo.gguf for the embedded model), llama.cpp's figures stand beside. PARTS chooses from "speed streams react".
# JSON, the file to which every measurement is added as it was printed; speed.jsonl unless told.
# Needs bash, curl and python3, a quiet machine, and 15 minutes for qwen2.5-0.5b and qwen-1.8b.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
qwen4j=$here/../qwen4j
parts=${PARTS:-speed streams react}
threads=${THREADS:-2}
json=${JSON:-speed.jsonl}
port=${PORT:-18766}
ggufs=${GGUFS:-}
[[ $# -gt 0 ]] || { sed -n '2,9s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 2; }

has() { [[ " $parts " == *" $1 "* ]]; }

# One measurement as a row of cells; "failed" where a model does not fit.
bench() {
    local line
    line=$("$qwen4j" bench speed --json "$@" 2>/dev/null | tr -d '\n') || { echo "failed"; return; }
    echo "$line" >>"$json"
    python3 -c '
import json, sys
j = json.loads(sys.argv[1])
print("%.1f | %.0f | %.1f | %.2f | %.1f | %.1f | %.2f" % (j["loadSeconds"], j["prefillTokensPerSecond"],
    j["decodeTokensPerSecond"], j["peakRssBytes"] / 1e9, j["bytesPerToken"] / 1e6,
    j["memoryBandwidthBytesPerSecond"] / 1e9, j["bandwidthShare"]))' "$line"
}

columns="load, s | prefill, tokens/s | decode, tokens/s | peak memory, GB | MB a token | bandwidth, GB/s | share of it |"
rule="--:|--:|--:|--:|--:|--:|--:|"

# llama.cpp's prefill and decode of one file, if there are both.
peer() { # file, prompt, generated
    [[ -n ${LLAMA_BENCH:-} && -f $1 ]] || { echo ""; return; }
    "$LLAMA_BENCH" -m "$1" -t "$threads" -p "$2" -n "$3" -r 2 -o json 2>/dev/null | python3 -c '
import json, sys
print(" / ".join("%.1f" % test["avg_ts"] for test in json.load(sys.stdin)))'
}

gguf() { # directory, precision
    local name=$ggufs/$(basename "$1")
    case $2 in bf16) echo "$name.gguf" ;; int8) echo "$name-Q8_0.gguf" ;; int4) echo "$name-Q4_0.gguf" ;; esac
}

speed() { # directory; runs that count
    echo "| $(basename "$1"), 512 and 128 tokens | $columns llama.cpp, prefill / decode |"
    echo "|---|$rule--:|"
    local dtype
    for dtype in fp32 bf16 int8 int4; do
        echo "| $dtype | $(bench --model "$1" --dtype $dtype --prompt 512 --generate 128 --repetitions "$2") |" \
            "$(peer "$(gguf "$1" $dtype)" 512 128) |"
    done
    echo
}

streams() { # directory
    echo "| $(basename "$1"), 64 and 32 tokens | $columns"
    echo "|---|$rule"
    local dtype count
    for dtype in fp32 bf16 int8 int4; do
        for count in 1 2 4 8; do
            echo "| $dtype, $count | $(bench --model "$1" --dtype $dtype --prompt 64 --generate 32 --repetitions 1 \
                --streams $count) |"
        done
        for count in 1 8; do
            echo "| $dtype, $count, deterministic | $(bench --model "$1" --dtype $dtype --prompt 64 --generate 32 \
                --repetitions 1 --streams $count --deterministic) |"
        done
    done
    echo
}

# Whole steps of runs of a service that is warm: what was read anew, written, forced, guessed, in how many passes and ms.
react() {
    "$qwen4j" serve --port "$port" >/dev/null 2>&1 &
    local server=$!
    trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true' EXIT
    until curl -sf "http://127.0.0.1:$port/q/health/ready" >/dev/null; do
        kill -0 "$server" || { echo "measure-speed.sh: the service ended: run 'qwen4j serve' to see why" >&2; exit 1; }
        sleep 0.2
    done
    local i
    for ((i = 0; i < 40; i++)); do
        [[ $i -lt 20 ]] || echo "measured"
        curl -sN -H 'Content-Type: application/json' -H 'Accept: text/event-stream' \
            -d "{\"question\": \"What is $((31 + i)) * $((53 + 3 * i)) + $((i + 2))?\", \"stream\": true}" \
            "http://127.0.0.1:$port/v1/runs"
    done | python3 -c '
import json, sys
measured, rows = False, []
for line in sys.stdin:
    measured = measured or line.startswith("measured")
    at = line.find("{")
    if not measured or at < 0 or "\"written\"" not in line:
        continue
    event = json.loads(line[at:])
    usage = event.get("call_usage")
    if usage:
        more = usage.get("completion_tokens_details", {})
        rows.append((usage["prompt_tokens"], usage["prompt_tokens"] - usage["prompt_tokens_details"]["cached_tokens"],
            usage["completion_tokens"], more.get("forced_tokens", 0), more.get("drafted_tokens", 0),
            more.get("forward_passes", 0), event["millis"]))
sums = [sum(column) for column in zip(*rows)] or sys.exit("no steps were told of")
n = len(rows)
print("| embedded model, ReAct steps | prompt | of it read anew | written | of it forced | guessed right | passes | ms | written, tokens/s | read and written, tokens/s |")
print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
print("| mean of %d |" % n, " | ".join("%.1f" % (s / n) for s in sums), "| %.0f | %.0f |" % (
    1e3 * sums[2] / sums[6], 1e3 * (sums[1] + sums[2]) / sums[6]))'
    kill "$server"
    wait "$server" 2>/dev/null || true
    trap - EXIT
    local other
    other=$(peer "$ggufs/demo.gguf" 298 64)
    [[ -z $other ]] || echo "| llama.cpp, prefill of 298 / decode of 64 | $other |"
    echo
}

"$qwen4j" --version >&2 # builds, if need be
if has react; then react; fi
if has speed; then
    repetitions=2
    for directory in "$@"; do
        speed "$directory" $repetitions
        repetitions=1 # the larger ones take long
    done
fi
if has streams; then streams "$1"; fi
