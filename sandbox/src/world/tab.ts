// The tab of a world: built when its sources are newer, and the stand-in for Teams that shows it beside the chat.
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startTeamsHost } from '../teams-host/teams-host.ts';
import { preferred, usualPorts } from './free-port.ts';
import type { Microsoft } from './microsoft.ts';
import type { Running, WorldOptions } from './parts.ts';
import { repository } from './places.ts';

/** Builds the tab into the world's folder and returns where it is. Without it the chat still works: trouble is only told. */
export async function ownTab({ folder, say }: Pick<WorldOptions, 'folder' | 'say'>): Promise<string> {
  const target = join(folder, 'tab');
  if (
    (await changedAt(target)) >
    Math.max(await changedAt(join(repository, 'tabs')), await changedAt(join(repository, 'core')))
  )
    return target;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const words = [vite, 'build', '--outDir', target, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, words, {
    cwd: join(repository, 'tabs'),
    env: { ...process.env, NODE_ENV: 'production' },
  }).catch((error: unknown) =>
    say('world', `the tab could not be built: ${error instanceof Error ? error.message : error}`),
  );
  return target;
}

const skipped = new Set(['node_modules', 'dist']);

/** When anything below a folder last changed, in ms since the epoch; 0 when there is none. */
async function changedAt(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const times = entries.map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? 0 : changedAt(path);
    return stat(path).then(({ mtimeMs }) => mtimeMs);
  });
  return Math.max(0, ...(await Promise.all(times)));
}

/** Starts the page that plays Teams: the tab, signed in by `microsoft`, and the chat beside it. Returns its address. */
export async function ownTeams(
  addresses: { readonly botUrl: string; readonly chatUrl: string },
  microsoft: Microsoft | undefined,
  running: Running[],
): Promise<string> {
  const { botUrl, chatUrl } = addresses;
  const host = await startTeamsHost({
    tabUrl: `${botUrl}/tab/`,
    chatUrl,
    port: await preferred(usualPorts.teams),
    ...(microsoft && { token: microsoft.token }),
  });
  running.push({ part: 'teams', stop: host.close, exited: new Promise(() => undefined) });
  return host.url;
}
