// Each of the 48 rules of the trial balance has a test that says it in its title.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const workspaces = ['core/src', 'runner/src', 'bot/src', 'tabs/src', 'sandbox/src', 'test'];
const title = /\b(?:it|test|describe)(?:\.\w+)*(?:\((?:[^()]|\([^()]*\))*\))??\(\s*(['"`])(rules? .*?)\1/gs;

async function testFiles(): Promise<readonly string[]> {
  const found = await Promise.all(
    workspaces.map(async (workspace) => {
      const names = await readdir(join(root, workspace), { recursive: true }).catch(() => []);
      return names.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => join(root, workspace, name));
    }),
  );
  return found.flat();
}

/** `rules 2 to 5, 9 and 30: …` names 2, 3, 4, 5, 9 and 30. */
function rulesNamed(text: string): readonly number[] {
  const [, list = ''] = /^rules? ([\d, ]+(?:(?:and|to) [\d, ]+)*)/.exec(text) ?? [];
  const ranges = [...list.matchAll(/(\d+) to (\d+)/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
  );
  return [...ranges, ...[...list.matchAll(/\d+/g)].map(Number)];
}

it('every rule from 1 to 48 is the title of a test', async () => {
  const named = new Set<number>();
  for (const file of await testFiles()) {
    for (const [, , text = ''] of (await readFile(file, 'utf8')).matchAll(title)) {
      for (const rule of rulesNamed(text)) named.add(rule);
    }
  }
  const missing = Array.from({ length: 48 }, (_, index) => index + 1).filter((rule) => !named.has(rule));
  expect(missing).toEqual([]);
});
