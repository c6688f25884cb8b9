#!/usr/bin/env bash
# Kills the service at random moments, over SQLite and over PostgreSQL, and says whether all that was acknowledged was
# there afterwards and no write was made twice. Usage: kill-service.sh [KILLS], 200 for each database unless told.
# Needs Maven, a JDK of release 21 or newer and, for PostgreSQL, Debian's package postgresql.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export QWEN4J_KILLS=${1:-200}
exec ./qwen4j test -q -pl src -am -Dtest=KilledServiceTest -Dsurefire.failIfNoSpecifiedTests=false
