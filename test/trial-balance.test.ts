// The spine, end to end on real parts: request → queue → runner → steps → checks → workbook, in the record and on disk.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type TestWorld } from './kit/world.ts';

describe('the trial balance', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openWorld();
    await world.runner();
  });
  afterAll(() => world.close());

  it('of a closed month is tied', async () => {
    const view = await world.report({ from: 202403 });
    expect(view.failure).toBeNull();
    expect(view.verdict).toBe('tied');
    expect(view.steps.map((step) => step.status)).toEqual(Array(10).fill('done'));
    expect(view.workbook?.fileName).toBe(`TB_202403_to_202403_${view.company}_${view.id}.xlsx`);
  });
});
