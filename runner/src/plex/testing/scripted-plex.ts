// A Plex that does exactly what a test tells it, over real HTTP on loopback. For tests only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What came in: headers and the envelope. */
export type Heard = { readonly headers: IncomingMessage['headers']; readonly body: string };

/** Answers one request; it may also never end. */
export type Script = (response: ServerResponse, heard: Heard) => void | Promise<void>;

export type ScriptedPlex = {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Requests whose connection is still open. */
  open(): number;
  close(): Promise<void>;
};

/** Starts a server that runs `script` for each request. */
export async function startScriptedPlex(script: Script): Promise<ScriptedPlex> {
  const heard: Heard[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    void text(request)
      .then((body) => {
        const one = { headers: request.headers, body };
        heard.push(one);
        return script(response, one);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/datasource/service.asmx`,
    heard,
    open: () => open,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A 200 with this XML. */
export function xml(body: string | Buffer, headers: Record<string, string> = {}): Script {
  return (response) => {
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8', ...headers }).end(body);
  };
}

/** This status with this body. */
export function status(code: number, body = '', headers: Record<string, string> = {}): Script {
  return (response) => {
    response.writeHead(code, { 'Content-Type': 'text/xml; charset=utf-8', ...headers }).end(body);
  };
}
