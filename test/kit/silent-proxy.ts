// A TCP proxy that can go silent, as a network does that loses packets: no byte, no end and no reset gets through.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type SilentProxy = {
  readonly port: number;
  /** Nothing passes any more, neither on connections that are there nor on new ones. */
  silenceAll(): void;
  /** Nothing passes on one connection: the one that the server sees come from `port` (in PostgreSQL: `client_port`). */
  silenceOne(port: number): void;
  /** Connections that are there go on; a new one is accepted and hears nothing. */
  silenceNew(): void;
  /** Everything passes again, also what was held back. */
  heal(): void;
  /** Breaks every connection that is there, silent ones too; then everything passes again. */
  cut(): void;
  close(): Promise<void>;
};

/** Listens on loopback and passes everything on to `port`. */
export async function openSilentProxy(port: number): Promise<SilentProxy> {
  const links = new Set<Link>();
  const held = new Set<Socket>();
  let newAreSilent = false;
  const pass = (inner: Socket) => void links.add(link(inner, port, (ended) => links.delete(ended)));
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (inner) => {
    inner.on('error', () => undefined);
    if (newAreSilent) held.add(inner);
    else pass(inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const silenceNew = () => {
    newAreSilent = true;
  };
  const heal = () => {
    newAreSilent = false;
    for (const each of links) each.silence(false);
    for (const inner of held) if (!inner.destroyed) pass(inner);
    held.clear();
  };
  const cut = () => {
    for (const each of [...links, ...held]) each.destroy();
    heal();
  };
  const silenceAll = () => {
    silenceNew();
    for (const each of links) each.silence(true);
  };
  const silenceOne = (from: number) => linkFrom(links, from).silence(true);
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, silenceAll, silenceOne, silenceNew, heal, cut, close };
}

function linkFrom(links: ReadonlySet<Link>, port: number): Link {
  const found = [...links].find((each) => each.comesFrom(port));
  if (found) return found;
  throw new Error(`no connection comes from port ${port}`);
}

type Link = {
  comesFrom(port: number): boolean;
  silence(silent: boolean): void;
  destroy(): void;
};

function link(inner: Socket, port: number, onEnd: (ended: Link) => void): Link {
  const outer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const both = [inner, outer] as const;
  let isSilent = false;
  /** Ends that came in the silence; a paused socket still reports them. */
  let ends: (() => void)[] = [];
  const destroy = () => {
    for (const socket of both) socket.destroy();
    onEnd(self);
  };
  const self: Link = {
    comesFrom: (from) => outer.localPort === from,
    silence(silent) {
      isSilent = silent;
      // One side may have gone meanwhile; now the other one hears of it.
      if (!silent && both.some((socket) => socket.destroyed)) return destroy();
      for (const socket of both) silent ? socket.pause() : socket.resume();
      if (silent) return;
      for (const end of ends) end();
      ends = [];
    },
    destroy,
  };
  const forward = (from: Socket, to: Socket) => {
    from.on('data', (chunk) => {
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => isSilent || from.resume());
    });
    from.on('end', () => (isSilent ? ends.push(() => to.end()) : to.end()));
    from.on('error', () => undefined);
    from.on('close', () => isSilent || destroy());
  };
  forward(inner, outer);
  forward(outer, inner);
  for (const socket of both) socket.resume();
  return self;
}
