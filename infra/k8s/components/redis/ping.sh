#!/bin/sh
# Whether the server of this pod answers: PONG, or LOADING while it reads its file.
set -eu
REDISCLI_AUTH=$REDIS_PASSWORD timeout 3 redis-cli --user repsys --tls --cacert "$TLS_FOLDER/ca.crt" -h "${ADDRESS:-127.0.0.1}" -p "$PORT" ping \
  | grep -qE "${1:-PONG}"
