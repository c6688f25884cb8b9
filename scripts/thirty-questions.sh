#!/bin/sh
# Asks thirty questions, each in a process of its own, and prints a Markdown table of what came out.
# Right means: the expected tools were called, in order, and arguments and answer contain what they must.
# Usage: thirty-questions.sh [FILE [OPTIONS OF qwen4j ask, such as --model DIR]]; FILE is questions.tsv beside this
# script unless told.
set -u
here=$(cd "$(dirname "$0")" && pwd)
questions=${1:-$here/questions.tsv}
[ $# -eq 0 ] || shift
output=$(mktemp) || exit 1
trap 'rm -f "$output"' EXIT
total=0
right=0

echo "| # | Question | Tools called | Answer | Right |"
echo "|--:|---|---|---|---|"
tab=$(printf '\t')
while IFS=$tab read -r tools arguments expected question; do
    case $tools in '#'*) continue ;; esac
    total=$((total + 1))
    "$here/../qwen4j" ask "$@" -- "$question" >"$output" 2>&1 </dev/null
    called=$(sed -n 's/^Action: //p' "$output" | uniq | paste -s -d, - | sed 's/,/, /g')
    inputs=$(sed -n 's/^Action Input: //p' "$output" | tr '\n' ' ')
    answer=$(sed -n '/^Final Answer: /,$ { s/^Final Answer: //; p; }' "$output" | tr '\n' ' ' | sed 's/|/\\|/g; s/ *$//')
    [ -n "$answer" ] || answer="none: $(grep '^qwen4j: ' "$output" | tail -n 1)"
    [ "$arguments" != - ] || arguments=
    verdict=no
    if printf '%s\n' "${called:--}" | grep -Eqx -e "$tools" && printf '%s\n' "$inputs" | grep -Eq -e "$arguments" &&
        printf '%s\n' "$answer" | grep -Eq -e "$expected"; then
        verdict=yes
        right=$((right + 1))
    fi
    echo "| $total | $question | ${called:-none} | $answer | $verdict |"
done <"$questions"
echo
echo "$right of $total right."
