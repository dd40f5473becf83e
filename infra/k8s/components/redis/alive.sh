#!/bin/sh
# Whether the server of this pod may go on: it answers, and with the certificate that is there now. Redis reads it at its start only,
# so a pod whose certificate was renewed is started anew: number 0 at once, each further one ten minutes later.
set -eu
number=${POD_NAME##*-}
if ! [ "$(cat "$TLS_FOLDER/tls.crt")" = "$(cat "$DATA/started-with.crt")" ]; then
  [ -z "$(find -L "$TLS_FOLDER/tls.crt" -mmin "+$((10 * number))")" ]
fi
exec sh "$FILES/ping.sh" 'PONG|LOADING'
