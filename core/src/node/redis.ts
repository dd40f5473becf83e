// Redis connections: plain, TLS or Sentinel, that never stay dead.
import { type Callback, Redis, type RedisOptions } from 'ioredis';
import { atMost } from './at-most.ts';
import { type RedisSettings, redisOptions } from './redis-address.ts';
import { watchPrimary } from './redis-watch.ts';

/** `command`: answers quickly or fails. `blocking`: may wait for ever (workers, subscriptions). */
export type RedisPurpose = 'command' | 'blocking';

/** The longest a command on a `blocking` connection may wait inside Redis, in seconds. */
export const longestBlockS = 2;

const pulseMs = 2_000;
const revivalMs = 200;

/** Never null: that would end the client for good. */
const pause = (attempt: number): number => Math.min(attempt * 50, 500);

const common: RedisOptions = {
  connectTimeout: 2_000,
  disconnectTimeout: 500,
  sentinelCommandTimeout: 1_000,
  maxLoadingRetryTime: 500,
  enableOfflineQueue: true,
  retryStrategy: pause,
  sentinelRetryStrategy: pause,
  // The library does not look after its own subscribing: when that fails the process would end. Who hears subscribes anew.
  autoResubscribe: false,
  // What an old primary says after a failover: reconnect and send the command again, so every command must bear being sent twice.
  reconnectOnError: (error) => (/READONLY|MASTERDOWN|LOADING|UNBLOCKED/.test(error.message) ? 2 : false),
};

const byPurpose: Readonly<Record<RedisPurpose, RedisOptions>> = {
  // No auto-pipelining: the library ends the process when a script, such as the queue's, is not known yet to a pipeline that is open.
  command: { maxRetriesPerRequest: 3, commandTimeout: 3_000, socketTimeout: 3_000 },
  // A primary that hangs keeps its connections open; silence longer than any wait of ours is the only sign.
  blocking: { maxRetriesPerRequest: null, socketTimeout: longestBlockS * 1_000 + 2_000 },
};

/**
 * Opens a connection to where the settings, or an address alone, say. Close it with `disconnect`. Subscriptions end with
 * the line: subscribe at each `ready`. Throws CONFIG_INVALID.
 */
export function connectRedis(
  where: string | RedisSettings,
  purpose: RedisPurpose,
  onTrouble: (error: Error) => void,
): Redis {
  const settings = typeof where === 'string' ? { REDIS_URL: where } : where;
  const redis = LastingRedis.open({ ...common, ...byPurpose[purpose], ...redisOptions(settings) }, onTrouble);
  redis.hearSentinels();
  return redis;
}

/** Waits until a client can speak to its server. Rejects when that takes longer than `ms`. */
export async function untilReady(redis: Redis, ms: number): Promise<void> {
  if (redis.status === 'ready') return;
  const waiting = new AbortController();
  const ready = new Promise<true>((resolve) => {
    const tell = () => resolve(true);
    redis.once('ready', tell);
    waiting.signal.addEventListener('abort', () => redis.off('ready', tell));
  });
  const came = await atMost(ready, ms);
  waiting.abort();
  if (!came) throw new Error('Redis is not there.');
}

/**
 * A client that ends only by `disconnect` or `quit`; its duplicates, such as the queue makes, are like it and end with it.
 * The library's own client ends by itself when it is told to connect again while it asks the sentinels.
 */
class LastingRedis extends Redis {
  private isLeaving = false;
  private isBehind = false;
  private hush: () => void = () => undefined;
  private onLeave: () => void = () => undefined;
  private pulse: NodeJS.Timeout | undefined;
  private readonly duplicates = new Set<LastingRedis>();
  private readonly onTrouble: (error: Error) => void;

  private constructor(options: RedisOptions, onTrouble: (error: Error) => void) {
    super({ ...options, replyMapping: 'legacy', lazyConnect: true });
    this.onTrouble = onTrouble;
    this.on('error', onTrouble);
    this.on('ready', () => this.begin());
    this.on('close', () => clearInterval(this.pulse));
    this.on('end', () => this.reviveSoon());
  }

  static open(options: RedisOptions, onTrouble: (error: Error) => void): LastingRedis {
    const redis = new LastingRedis(options, onTrouble);
    redis.connect().catch(() => undefined);
    return redis;
  }

  /**
   * Goes where the sentinels say as soon as they say it. After a planned failover the old primary takes commands for some
   * 10 s more, and forgets them.
   */
  hearSentinels(): void {
    this.hush = watchPrimary(this.options, () => this.moveOn());
  }

  override connect(callback?: Callback<void>): Promise<void> {
    this.isLeaving = false;
    return super.connect(callback);
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) this.leave();
    // Between two tries the library has nothing to close: it would neither end nor give up what waits. So the next try is begun, and closed.
    if (!reconnect && this.status === 'reconnecting') super.connect().catch(() => undefined);
    super.disconnect(reconnect);
  }

  override quit(callback?: Callback<'OK'>): Promise<'OK'> {
    this.leave();
    return super.quit(callback);
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const duplicate = LastingRedis.open({ ...this.options, ...override }, this.onTrouble);
    this.duplicates.add(duplicate);
    duplicate.onLeave = () => this.duplicates.delete(duplicate);
    return duplicate;
  }

  private leave(): void {
    this.isLeaving = true;
    this.onLeave();
    this.hush();
    for (const duplicate of this.duplicates) duplicate.disconnect();
  }

  private moveOn(): void {
    for (const duplicate of this.duplicates) duplicate.moveOn();
    if (this.status === 'ready') this.disconnect(true);
    else this.isBehind = true;
  }

  private begin(): void {
    // What it has just connected to may be what was the primary before.
    if (this.isBehind) this.disconnect(true);
    this.isBehind = false;
    // Who only listens would never notice that nobody is there any more.
    clearInterval(this.pulse);
    this.pulse = setInterval(() => this.ping().catch(() => undefined), pulseMs).unref();
  }

  private reviveSoon(): void {
    const revive = () => {
      if (!this.isLeaving && this.status === 'end') this.connect().catch(this.onTrouble);
    };
    setTimeout(revive, revivalMs);
  }
}
