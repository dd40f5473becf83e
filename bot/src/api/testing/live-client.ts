// A reader at the other end of the tab's WebSocket.
import { type LiveServerMessage, livePath, liveServerSchema } from '@repsys/core';
import { WebSocket } from 'ws';

export type LiveClient = {
  /** Everything heard so far, read by the schema. */
  readonly heard: readonly LiveServerMessage[];
  /** The code with which the connection was closed. */
  readonly closed: Promise<number>;
  send(message: unknown): void;
  /** Waits until something heard fits. */
  until(fits: (message: LiveServerMessage) => boolean): Promise<LiveServerMessage>;
  close(): Promise<void>;
};

/** Connects as a page of `origin` (by default the bot's own) and says `first`, if anything. */
export async function openLiveClient(url: string, first?: unknown, origin = url): Promise<LiveClient> {
  const socket = new WebSocket(url.replace('http', 'ws') + livePath, { origin });
  const heard: LiveServerMessage[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of waiting) each();
  };
  socket.on('message', (data) => {
    heard.push(liveServerSchema.parse(JSON.parse(String(data))));
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  closed.then(wake);
  await new Promise<void>((resolve, reject) => socket.on('open', () => resolve()).on('error', reject));
  const send = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  if (first !== undefined) send(first);
  return {
    heard,
    closed,
    send,
    async until(fits) {
      for (;;) {
        const found = heard.find(fits);
        if (found) return found;
        if (socket.readyState === socket.CLOSED) throw new Error(`closed; heard ${JSON.stringify(heard)}`);
        await new Promise<void>((resolve) => {
          const go = () => {
            waiting.delete(go);
            resolve();
          };
          waiting.add(go);
        });
      }
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}
