// Where a call comes from, read off its socket and headers.
import type { IncomingMessage } from 'node:http';
import type { Connection } from '../auth/caller.ts';

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

export const connectionOf = ({ socket, headers }: IncomingMessage): Connection => ({
  remoteAddress: socket.remoteAddress,
  host: headers.host,
  forwarded: proxyHeaders.some((name) => name in headers),
});
