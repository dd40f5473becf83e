// The bound on calls in flight.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const { signal } = new AbortController();

it('lets callers of one company in by order of arrival and counts companies apart', async () => {
  const turnstile = createTurnstile(1);
  const order: string[] = [];
  const leave = await turnstile.pass('a', signal);
  const waiting = ['first', 'second', 'third'].map(async (name) => {
    const out = await turnstile.pass('a', signal);
    order.push(name);
    out();
  });
  (await turnstile.pass('b', signal))();
  expect(order).toEqual([]);
  leave();
  leave();
  await Promise.all(waiting);
  expect(order).toEqual(['first', 'second', 'third']);
});

it('never holds more than its places, whoever gives up', async () => {
  const visits = fc.array(fc.record({ stay: fc.nat(3), givesUp: fc.boolean() }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), visits, async (places, all) => {
      const turnstile = createTurnstile(places);
      let inside = 0;
      const visit = async ({ stay, givesUp }: { stay: number; givesUp: boolean }) => {
        const abort = new AbortController();
        if (givesUp) queueMicrotask(() => abort.abort('gone'));
        const leave = await turnstile.pass('a', abort.signal).catch(() => undefined);
        if (!leave) return;
        inside += 1;
        expect(inside).toBeLessThanOrEqual(places);
        for (let turn = 0; turn < stay; turn += 1) await Promise.resolve();
        inside -= 1;
        leave();
      };
      await Promise.all(all.map(visit));
      const again = await Promise.all(Array.from({ length: places }, () => turnstile.pass('a', signal)));
      expect(again).toHaveLength(places);
    }),
  );
});
