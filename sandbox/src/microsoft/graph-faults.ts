// Faults of Graph and OneDrive to switch on: each waits for its request, strikes as often as told, and is gone.
import type { Head, Reply } from './tls-server.ts';

/**
 * What goes wrong. `answer`: this answer instead; `break`: the connection is cut after `after` bytes of body, `keep` of which
 * are taken; `lose`: everything is done, but the connection is cut instead of answering; `expire`: the upload session is gone;
 * `slow`: answered `ms` later.
 */
export type Fault =
  | ({ readonly kind: 'answer' } & Reply)
  | { readonly kind: 'break'; readonly after: number; readonly keep?: number }
  | { readonly kind: 'lose' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'slow'; readonly ms: number };

/** When a fault strikes: requests whose "METHOD /path" fits `at`, after `skip` of them, `times` times (1 unless told). */
export type FaultRule = Fault & { readonly at: RegExp; readonly skip?: number; readonly times?: number };

export type GraphFaults = { add(rule: FaultRule): void; clear(): void; next(head: Head): Fault | undefined };

/** Requests to an upload address: ranges, and questions where it is. */
export const ranges = /^PUT \/upload\//;
export const questions = /^GET \/upload\//;

/** A book of faults. */
export function graphFaults(): GraphFaults {
  let open: { readonly rule: FaultRule; skip: number; times: number }[] = [];
  return {
    add: (rule) => void open.push({ rule, skip: rule.skip ?? 0, times: rule.times ?? 1 }),
    clear: () => {
      open = [];
    },
    next: ({ method, path }) => {
      const entry = open.find(({ rule, times }) => times > 0 && rule.at.test(`${method} ${path}`));
      if (!entry) return undefined;
      if (entry.skip > 0) entry.skip -= 1;
      else {
        entry.times -= 1;
        return entry.rule;
      }
      return undefined;
    },
  };
}
