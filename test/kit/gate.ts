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
  const inside: Inside = { sockets: new Set(), isMute: false };
  let isShut = false;
  const server = createServer((inner) => {
    if (isShut) inner.destroy();
    else letIn(inside, inner, connect(port, '127.0.0.1'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const throwOut = () => {
    for (const socket of inside.sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut() {
      isShut = true;
      throwOut();
    },
    open() {
      isShut = false;
      inside.isMute = false;
    },
    mute() {
      inside.isMute = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        throwOut();
      }),
  };
}

type Inside = { readonly sockets: Set<Socket>; isMute: boolean };

function letIn(inside: Inside, inner: Socket, outer: Socket): void {
  for (const [socket, other] of [
    [inner, outer],
    [outer, inner],
  ] as const) {
    inside.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      inside.sockets.delete(socket);
      other.destroy();
    });
  }
  inner.pipe(outer);
  outer.on('data', (answer) => inside.isMute || inner.write(answer));
}
