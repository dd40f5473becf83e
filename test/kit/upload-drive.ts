// Somebody's OneDrive, as far as an upload needs it: takes every file whole.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type UploadDrive = {
  /** For BOT_FILE_HOSTS. */
  readonly host: string;
  /** What Teams sends with an Allow; `secret` stands in the address to upload to. */
  upload(secret?: string): object;
  close(): Promise<void>;
};

/** Opens it on loopback. */
export async function openUploadDrive(): Promise<UploadDrive> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: '1', name: 'x' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    upload: (secret = 'up') => ({
      uploadUrl: `http://${host}/${secret}`,
      contentUrl: `http://${host}/file.xlsx`,
      name: 'file.xlsx',
      uniqueId: 'u1',
      fileType: 'xlsx',
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
