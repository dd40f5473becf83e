// A real nginx in the set-up that its first page of documentation shows: one `proxy_pass`, no header added.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../../sandbox/src/world/child.ts';
import { onSomePort } from '../../sandbox/src/world/free-port.ts';

export type Nginx = { readonly url: string; close(): Promise<void> };

/** The program, where there is one; Debian has it in a folder that is not on everybody's path. */
export function findNginx(): string | undefined {
  const found = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'];
  return found.find((path) => existsSync(path) && spawnSync(path, ['-v']).status === 0);
}

const configOf = (port: number, target: string, folder: string): string => `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${target}; }
  }
}
`;

/** Starts it before `target` on a free port of loopback, and waits until it answers. */
export async function startNginx(target: string): Promise<Nginx> {
  const command = findNginx();
  if (command === undefined) throw new Error('There is no nginx here.');
  const folder = await mkdtemp(join(tmpdir(), 'repsys-nginx-'));
  return onSomePort(undefined, async (port) => {
    const file = join(folder, 'nginx.conf');
    await writeFile(file, configOf(port, target, folder));
    const lines: string[] = [];
    const child = await startChild('nginx', {
      command,
      args: ['-e', join(folder, 'error.log'), '-p', folder, '-c', file],
      line: (text) => lines.push(text),
    });
    const url = `http://127.0.0.1:${port}`;
    for (let waited = 0; !(await answers(url)); waited += 1) {
      if (child.process.exitCode !== null || waited > 600) throw new Error(`nginx did not start: ${lines.join('\n')}`);
      await delay(50);
    }
    const close = async () => {
      await child.stop('SIGTERM', 5_000);
      await rm(folder, { recursive: true, force: true });
    };
    return { url, close };
  });
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { redirect: 'manual' }).then(
    () => true,
    () => false,
  );
