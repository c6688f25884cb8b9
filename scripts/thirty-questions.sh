#!/bin/sh
# Asks the questions of questions.tsv, each in a process of its own, and prints a Markdown table of what came out.
# Right means: the expected tools were called, in order, and the answer contains what it must.
# Arguments are passed on to 'qwen4j ask', for example --model DIR.
set -u
here=$(cd "$(dirname "$0")" && pwd)
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
total=0
right=0

echo "| # | Question | Tools called | Answer | Right |"
echo "|--:|---|---|---|---|"
tab=$(printf '\t')
while IFS=$tab read -r tools expected question; do
    case $tools in '#'*) continue ;; esac
    total=$((total + 1))
    "$here/../qwen4j" ask "$@" -- "$question" >"$output" 2>&1 </dev/null
    called=$(sed -n 's/^Action: //p' "$output" | uniq | paste -s -d, - | sed 's/,/, /g')
    answer=$(sed -n '/^Final Answer: /,$ { s/^Final Answer: //; p; }' "$output" | tr '\n' ' ' | sed 's/|/\\|/g; s/ *$//')
    [ -n "$answer" ] || answer="none: $(grep '^qwen4j: ' "$output" | tail -n 1)"
    verdict=no
    if printf '%s\n' "${called:--}" | grep -Eqx -e "$tools" && printf '%s\n' "$answer" | grep -Eq -e "$expected"; then
        verdict=yes
        right=$((right + 1))
    fi
    echo "| $total | $question | ${called:-none} | $answer | $verdict |"
done <"$here/questions.tsv"
echo
echo "$right of $total right."
