#!/usr/bin/env bash
# Installs the Model Context Protocol's conformance suite and its example server, with a node that can run them, into a
# folder. Tests that need them run where QWEN4J_MCP_SUITE names that folder, and are skipped with a reason elsewhere.
# Usage: scripts/mcp-suite.sh FOLDER. Exit status 1 where npm or its registry cannot be reached.
set -euo pipefail
folder=${1:?usage: scripts/mcp-suite.sh FOLDER}
packages=(node@22.23.3 @modelcontextprotocol/conformance@0.1.16 @modelcontextprotocol/server-everything@2026.8.31)

command -v npm >/dev/null || { echo "mcp-suite: no npm: the MCP conformance tests will be skipped" >&2; exit 1; }
mkdir -p "$folder"
[ -f "$folder/package.json" ] || echo '{"private": true}' >"$folder/package.json"
npm install --prefix "$folder" --no-fund --no-audit --loglevel=error "${packages[@]}" >&2 ||
    { echo "mcp-suite: npm could not install: the MCP conformance tests will be skipped" >&2; exit 1; }
# Newer versions of npm do not run the script that fetches the binary.
[ -x "$folder/node_modules/node/bin/node" ] ||
    (cd "$folder/node_modules/node" && node installArchSpecificPackage.js) ||
    { echo "mcp-suite: no node 22: the MCP conformance tests will be skipped" >&2; exit 1; }
