#!/bin/sh
# Starts a sentinel. What it has learned stands in its own file, so that file is written at the first start only.
# Needs: FILES, TLS_FOLDER, DATA (folders), SELF, FIRST (host names), PORT, REDIS_PORT, QUORUM, and the four passwords.
set -eu
umask 077

if [ ! -e "$DATA/sentinel.conf" ]; then
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
    echo "sentinel monitor reports $FIRST $REDIS_PORT $QUORUM"
    echo 'sentinel auth-user reports sentinel'
    echo "sentinel auth-pass reports $SENTINEL_PASSWORD"
    echo 'sentinel down-after-milliseconds reports 3000'
    echo 'sentinel failover-timeout reports 10000'
  } > "$DATA/new.conf"
  mv "$DATA/new.conf" "$DATA/sentinel.conf"
fi

exec redis-server "$DATA/sentinel.conf" --sentinel
