#!/bin/sh
# Starts a Redis server: as a replica of the primary that the sentinels name, or, when none answers, of the first node.
# Needs: FILES, TLS_FOLDER, DATA, RUN (folders), SELF, FIRST, SENTINELS (host names), PORT, SENTINEL_PORT, and the four passwords.
set -eu
umask 077

primary=''
for sentinel in $SENTINELS; do
  primary=$(REDISCLI_AUTH=$REDIS_PASSWORD timeout 3 redis-cli --user repsys --tls --cacert "$TLS_FOLDER/ca.crt" \
    -h "$sentinel" -p "$SENTINEL_PORT" sentinel get-master-addr-by-name reports 2>/dev/null | head -n 1) || primary=''
  case $primary in '' | *' '*) primary='' ;; *) break ;; esac
done
: "${primary:=$FIRST}"

cat > "$RUN/users.acl" <<ACL
user default off
user repsys on >$REDIS_PASSWORD ~repsys:* &repsys:* +@read +@write +@connection +@transaction +eval +evalsha +publish +subscribe +unsubscribe +time -@dangerous +info
user replica on >$REPLICA_PASSWORD +psync +replconf +ping
user sentinel on >$SENTINEL_PASSWORD allchannels +multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish +info +client|setname +client|kill +script|kill
user keda on >$KEDA_PASSWORD ~repsys:runs:wait ~repsys:runs:active +@connection +eval +type +llen -@dangerous
ACL

{
  sed "s#TLS_FOLDER#$TLS_FOLDER#" "$FILES/redis.conf"
  echo "tls-port $PORT"
  echo "dir $DATA"
  echo "aclfile $RUN/users.acl"
  echo 'masteruser replica'
  echo "masterauth $REPLICA_PASSWORD"
  echo "replica-announce-ip $SELF"
  [ "$primary" = "$SELF" ] || echo "replicaof $primary $PORT"
} > "$RUN/redis.conf"

cp "$TLS_FOLDER/tls.crt" "$DATA/started-with.crt"
exec redis-server "$RUN/redis.conf"
