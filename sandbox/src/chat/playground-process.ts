// The playground in a process of its own that ends with its starter and listens on loopback only. The playground has no
// setting for that: left alone, everybody on the network could talk to a bot that does not ask who they are.
import { createRequire } from 'node:module';
import net from 'node:net';
import { dirname, join } from 'node:path';

const listen: unknown = Reflect.get(net.Server.prototype, 'listen');

function onLoopback(this: net.Server, where: unknown, ...rest: readonly unknown[]): unknown {
  const place = typeof where === 'number' ? { port: where, host: '127.0.0.1' } : where;
  return typeof listen === 'function' ? Reflect.apply(listen, this, [place, ...rest]) : undefined;
}

Object.assign(net.Server.prototype, { listen: onLoopback });
process.once('disconnect', () => process.exit(0));
const require = createRequire(import.meta.url);
require(join(dirname(require.resolve('@microsoft/m365agentsplayground/package.json')), 'cli.js'));
