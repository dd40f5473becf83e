// What goes in and out of the door, free of the library that keeps it: a request as parsed, an answer to be sent.

/** A call at the door. `path` is without the query; parameters are texts as they stood in the address. */
export type DoorRequest = {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The port of this process that it came in by. */
  readonly port: number | undefined;
  header(name: string): string | undefined;
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | AsyncIterable<Buffer>;
  /** Called once everything has been handed to the network. */
  sent?(): Promise<void>;
};

/** A place at the door: `:name` in a path is a parameter, `*` at its end the rest. */
export type DoorRoute = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly path: string;
  answer(request: DoorRequest): Promise<Reply>;
};

const noStore = { 'cache-control': 'no-store' };

/** An answer in JSON that nobody keeps. */
export const json = (status: number, value: unknown, type = 'application/json'): Reply => ({
  status,
  headers: { ...noStore, 'content-type': `${type}; charset=utf-8` },
  body: JSON.stringify(value),
});

export const nothing = (status: number): Reply => ({ status, headers: noStore });
