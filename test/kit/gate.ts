// A gate in front of a server: while it is shut nobody gets through, and who was inside is thrown out.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Gate = {
  readonly port: number;
  shut(): void;
  open(): void;
  /** What is asked still gets in; no answer gets out any more, until whoever is inside is thrown out and comes again. */
  mute(): void;
  close(): Promise<void>;
};

/** Opens a gate on loopback in front of `port`. */
export async function openGate(port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let isShut = false;
  let isMute = false;
  const server = createServer((inner) => {
    if (isShut) return void inner.destroy();
    const outer = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    inner.pipe(outer);
    outer.on('data', (answer) => isMute || inner.write(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const throwOut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut() {
      isShut = true;
      throwOut();
    },
    open() {
      [isShut, isMute] = [false, false];
    },
    mute() {
      isMute = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        throwOut();
      }),
  };
}
