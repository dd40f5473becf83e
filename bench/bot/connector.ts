// Teams' side of the wire in a process of its own: takes whatever is posted and tells its parent when it came. Nothing is kept.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the parent is told: first the port, then every call. `at`: ms since the epoch, when its last byte had come. */
export type Told =
  | { readonly port: number }
  | { readonly method: string; readonly conversation: string; readonly at: number };

const tell = (told: Told): void => void process.send?.(told);

let posted = 0;
const server = createServer((request, response) => {
  const { method = '', url = '' } = request;
  request.resume().on('end', () => {
    const at = performance.timeOrigin + performance.now();
    posted += 1;
    response.writeHead(method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: `activity-${posted}` }));
    tell({ method, conversation: decodeURIComponent(url.split('/')[3] ?? ''), at });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
