// The real browser of the tests: the Chromium of this machine, or one line that says how to have it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The first Chromium on the PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(mayRun);
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** True where there is a browser; otherwise says once in one line that tests are skipped. For `describe.skipIf(!hasChromium())`. */
export function hasChromium(): boolean {
  const found = findChromium() !== undefined;
  if (!found)
    process.stderr.write('Chromium is not here: tests in the browser are skipped. apt-get install chromium\n');
  return found;
}

/** Where it is, and how it is started on a machine without a screen. Throws when there is none. */
export function chromiumHere(): { readonly executablePath: string; readonly args: string[] } {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium on the PATH.');
  // Chromium refuses its sandbox to root, as in containers.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { executablePath, args: [...asRoot, '--disable-gpu', '--disable-dev-shm-usage'] };
}

/** Starts it without a window; close it when done. */
export const launchChromium = (): Promise<Browser> => chromium.launch(chromiumHere());
