// The pure-JavaScript Redis as a process: for a first look on a machine without one. Nothing in it survives a restart.
import net from 'node:net';
import { createRedisServer } from 'js-redis-server';

// The library leaves Nagle's algorithm on, which costs 40 ms per small answer; its sockets are made by net.createServer.
const createServer = net.createServer.bind(net);
type Listener = (socket: net.Socket) => void;
net.createServer = (first?: net.ServerOpts | Listener, second?: Listener) =>
  typeof first === 'function'
    ? createServer({ noDelay: true }, first)
    : createServer({ ...first, noDelay: true }, second);

const server = await createRedisServer({ port: Number(process.env.MEMORY_REDIS_PORT ?? 0) });
const stop = () => void server.close().finally(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('disconnect', stop);
