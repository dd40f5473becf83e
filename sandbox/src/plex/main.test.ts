// The sandbox as a process: its one line when it listens, and its end when it is set up wrongly.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
let running: ChildProcess | undefined;

function start(environment: Readonly<Record<string, string>>) {
  const sandbox = spawn(process.execPath, ['--import', 'tsx', entry], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = sandbox;
  return sandbox;
}

afterEach(async () => {
  if (running && running.exitCode === null && running.signalCode === null) {
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
});

describe('the sandbox as a process', () => {
  it('says in one line where it listens and who may ask, and stops when told to', async () => {
    const sandbox = start({ REPSYS_TODAY: '2025-01-10', SANDBOX_ACCOUNTS: '100', SANDBOX_SEED: '3', SANDBOX_PORT: '' });
    const [line] = await once(createInterface(sandbox.stdout), 'line');
    const ready = JSON.parse(String(line));
    expect(ready).toMatchObject({
      ready: true,
      source: 'sandbox:seed-3',
      companies: [
        { number: 111111, user: 'service-111111', password: 'sandbox-111111' },
        { number: 222222, user: 'service-222222', password: 'sandbox-222222' },
      ],
    });
    expect((await fetch(`${ready.url}?WSDL`)).status).toBe(200);
    sandbox.kill('SIGTERM');
    expect(await once(sandbox, 'exit')).toEqual([0, null]);
  });

  it('lists every variable that cannot be used and exits with 78', async () => {
    const sandbox = start({ REPSYS_TODAY: 'yesterday', SANDBOX_ACCOUNTS: '3', SANDBOX_PORT: 'http' });
    let said = '';
    sandbox.stderr.on('data', (part) => {
      said += String(part);
    });
    expect(await once(sandbox, 'close')).toEqual([78, null]);
    for (const name of ['REPSYS_TODAY', 'SANDBOX_ACCOUNTS', 'SANDBOX_PORT']) expect(said).toContain(`${name}: `);
  });

  it('exits with 78 when the books cannot be read', async () => {
    const sandbox = start({ SANDBOX_BOOKS: '/nowhere' });
    expect(await once(sandbox, 'close')).toEqual([78, null]);
  });
});
