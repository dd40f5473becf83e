// The tab's own files at the door: only what is in the folder, framed by Teams alone.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './static-files.ts';
import { openTabWorld, type TabWorld } from './testing/tab-world.ts';

let folder: string;
let tab: TabWorld;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repsys-tab-'));
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not yours');
  await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html><title>Reports</title>');
  await writeFile(join(folder, 'dist', 'assets', 'main-abcd1234.js'), 'export const a = 1;');
  tab = await openTabWorld({ TAB_FOLDER: join(folder, 'dist') });
});
afterAll(async () => {
  await tab?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the tab’s files', () => {
  it('are a page, whatever path of the tab is asked for, with a policy', async () => {
    for (const path of ['/tab/', '/tab/archive', '/tab/runs/12']) {
      const response = await tab.get(path);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Reports')]);
      expect(response.headers.get('content-security-policy')).toContain('frame-ancestors');
      expect([response.headers.get('x-frame-options'), response.headers.get('cache-control')]).toEqual([
        null,
        'no-cache',
      ]);
    }
    expect((await tab.get('/')).headers.get('location')).toBe('/tab/');
  });

  it('with a hash in their names are kept for ever, and come packed', async () => {
    const { status, headers } = await tab.get('/tab/assets/main-abcd1234.js');
    expect([status, headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(headers.get('cache-control')).toContain('immutable');
    expect((await tab.get('/tab/assets/main-abcd1234.js', { 'if-none-match': headers.get('etag') ?? '' })).status).toBe(
      304,
    );
  });

  it.each(['/tab/../secret.txt', '/tab/%2e%2e/secret.txt', '/tab/..%2fsecret.txt', '/tab/nothing.js', '/secret.txt'])(
    'are those of the folder: %s is none',
    async (path) => {
      expect((await tab.get(path)).status).toBe(404);
    },
  );
});

describe('every answer', () => {
  it.each(['/tab/', '/api/me', '/health/live', '/nothing'])(
    'tells browsers to come by https only: %s',
    async (path) => {
      expect((await tab.get(path)).headers.get('strict-transport-security')).toBe('max-age=31536000');
    },
  );
});

describe('the policy', () => {
  it('lets Teams frame the tab, and a laptop’s own pages only in development', () => {
    for (const development of [true, false]) {
      const policy = contentSecurityPolicy(development);
      expect(policy).toContain('https://*.teams.microsoft.com');
      expect(policy.includes('http://127.0.0.1:*')).toBe(development);
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    }
  });
});
