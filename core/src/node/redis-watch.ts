// Word of the sentinels that another server is the primary now.
import { Redis, type RedisOptions } from 'ioredis';

const channel = '+switch-master';
const ignore = (): undefined => undefined;

/** Calls `onChange` each time a sentinel tells it, until the returned function is called. Without sentinels nobody is asked. */
export function watchPrimary(options: RedisOptions, onChange: () => void): () => void {
  const watched = (options.sentinels ?? []).map((address) => {
    const sentinel = new Redis({ ...address, ...sentinelOptions(options) });
    // Whether sentinels can be reached is told by those who ask them for the primary.
    sentinel.on('error', ignore);
    sentinel.on('ready', () => sentinel.subscribe(channel).catch(ignore));
    sentinel.on('message', (_channel, text) => text.startsWith(`${options.name} `) && onChange());
    return sentinel;
  });
  return () => {
    for (const sentinel of watched) sentinel.disconnect();
  };
}

const retryMs = 1_000;

function sentinelOptions({
  sentinelUsername,
  sentinelPassword,
  sentinelTLS,
  connectTimeout,
}: RedisOptions): RedisOptions {
  return {
    ...(sentinelUsername && { username: sentinelUsername }),
    ...(sentinelPassword && { password: sentinelPassword }),
    ...(sentinelTLS && { tls: sentinelTLS }),
    connectTimeout,
    enableReadyCheck: false,
    autoResubscribe: false,
    maxRetriesPerRequest: null,
    retryStrategy: () => retryMs,
  };
}
