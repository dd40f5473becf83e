#!/bin/sh
# Starts a sentinel. What it has learned stands in its own file and is kept; users, passwords and all else are written anew at each start.
# Needs: FILES, TLS_FOLDER, DATA (folders), SELF, FIRST (host names), PORT, REDIS_PORT, QUORUM, and the four passwords.
set -eu
umask 077

learned='^sentinel (myid|monitor|(config|leader|current)-epoch|known-(replica|sentinel)) '
known=$(grep -E "$learned" "$DATA/sentinel.conf" 2>/dev/null) || known="sentinel monitor reports $FIRST $REDIS_PORT $QUORUM"

{
  sed "s#TLS_FOLDER#$TLS_FOLDER#" "$FILES/sentinel.conf"
  echo "tls-port $PORT"
  echo "dir $DATA"
  echo "sentinel announce-ip $SELF"
  echo 'user default off'
  echo "user sentinels on >$SENTINELS_PASSWORD allchannels +@all"
  echo "user repsys on >$REDIS_PASSWORD &+switch-master +@connection -@dangerous +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels"
  echo "user keda on >$KEDA_PASSWORD &+switch-master &+replica-reconf-done +@connection -@dangerous +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels"
  echo 'sentinel sentinel-user sentinels'
  echo "sentinel sentinel-pass $SENTINELS_PASSWORD"
  echo "$known"
  echo 'sentinel auth-user reports sentinel'
  echo "sentinel auth-pass reports $SENTINEL_PASSWORD"
  echo 'sentinel down-after-milliseconds reports 3000'
  echo 'sentinel failover-timeout reports 10000'
} > "$DATA/new.conf"
mv "$DATA/new.conf" "$DATA/sentinel.conf"

cp "$TLS_FOLDER/tls.crt" "$DATA/started-with.crt"
exec redis-server "$DATA/sentinel.conf" --sentinel
