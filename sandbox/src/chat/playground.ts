// Starts the Microsoft 365 Agents Playground: the chat window. Its files stay in a folder of the world.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild, typescript } from '../world/child.ts';
import { playgroundConfig } from './people.ts';

const readyTimeoutMs = 30_000;

export type PlaygroundOptions = {
  readonly folder: string;
  readonly port: number;
  /** The bridge: where activities are sent, and where the bot's calls are expected. */
  readonly bridgeUrl: string;
  line(text: string): void;
};

/** Starts it and waits until its page can be opened. Throws when it does not come up, or another process took the port. */
export async function startPlayground({ folder, port, bridgeUrl, line }: PlaygroundOptions): Promise<Child> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, '.m365agentsplayground.yml');
  await writeFile(config, playgroundConfig());
  const { command, args } = typescript(fileURLToPath(new URL('./playground-process.ts', import.meta.url)));
  const child = await startChild('chat', {
    command,
    args: [...args, ...wishes(port, bridgeUrl)],
    cwd: folder,
    env: {
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
    },
    leash: true,
    line,
  });
  await untilReady(child, `http://127.0.0.1:${port}/_debug/ping`);
  return child;
}

const wishes = (port: number, bridgeUrl: string): readonly string[] => [
  'start',
  ...['--app-endpoint', `${bridgeUrl}/api/messages`],
  ...['--service-url', `${bridgeUrl}/_connector`],
  ...['--channel-id', 'msteams'],
  ...['--port', String(port)],
  '--disable-telemetry',
];

async function untilReady(child: Child, ping: string): Promise<void> {
  for (let waited = 0; waited < readyTimeoutMs; waited += 100) {
    const answer = await fetch(ping, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    if (answer?.ok) return;
    if (child.process.exitCode !== null) break;
    await delay(100);
  }
  await child.stop('SIGTERM', 1_000);
  throw new Error('The chat window did not start; its last lines are in playground.log of its folder.');
}
