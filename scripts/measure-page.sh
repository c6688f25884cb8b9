#!/usr/bin/env bash
# Measures a new 'qwen4j serve' with the demo model as a reader of its page feels it: seconds from the moment when the port is
# open to the first token that the page shows, in a headless Chromium that is open already and asks as soon as the page lets it.
# Prints each run and the median. Usage: measure-page.sh [RUNS], 5 unless told. Needs bash 5, curl, chromium and chromedriver.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
qwen4j=$here/../qwen4j
runs=${1:-5}
port=${PORT:-18766}
driver_port=$((port + 1))
question=${QUESTION:-What is 37 * 43 + 5?}
driver= server=

# Milliseconds since some fixed moment.
now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

stop() { # process
    [[ -z $1 ]] || { kill "$1" 2>/dev/null && wait "$1" 2>/dev/null; } || true
}

trap 'stop "$server"; stop "$driver"' EXIT

webdriver() { # path, JSON
    curl -sf -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$driver_port/$1"
}

until_open() { # port
    until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do sleep 0.01; done
}

chromium=$(type -P chromium chromium-browser google-chrome | head -n 1 || true)
chromedriver --port="$driver_port" >/dev/null 2>&1 &
driver=$!
until_open "$driver_port"
session=session/$(webdriver session '{"capabilities": {"alwaysMatch": {"timeouts": {"script": 60000}, "goog:chromeOptions": {
    "binary": "'"$chromium"'", "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]}}}}' |
    sed -E 's/.*"sessionId":"([^"]*)".*/\1/')

# Asks once the page lets it, and answers with the first text of a thought or an answer.
ask="const done = arguments[arguments.length - 1]; let asked = false;
const timer = setInterval(() => {
  if (document.querySelector('#status').dataset.state !== 'ready') return;
  if (!asked) {
    asked = true;
    const field = document.querySelector('#question');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('#send').click();
  }
  const shown = document.querySelector('.run .thought .body, .run .answer .body')?.textContent.trim();
  if (shown) { clearInterval(timer); done(shown); }
}, 5);"
ask=${ask//$'\n'/ }

"$qwen4j" --version >/dev/null # builds, if need be
for ((i = 0; i <= runs; i++)); do # the first fills caches
    "$qwen4j" serve --port "$port" >/dev/null 2>&1 &
    server=$!
    until_open "$port"
    opened=$(now)
    webdriver "$session/url" '{"url": "http://127.0.0.1:'"$port"'/"}' >/dev/null
    webdriver "$session/execute/async" '{"script": "'"$ask"'", "args": ["'"$question"'"]}' >/dev/null
    shown=$(now)
    stop "$server"
    server=
    ((i == 0)) || echo $((shown - opened))
done | tee >(cat >&2) | sort -n |
    awk '{ v[NR] = $1 } END { printf "median: %.2f s\n", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'
