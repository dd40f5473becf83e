// `npm run package -- --env NAME`: the app package of one environment, in appPackage/build. Exit 1 when it is refused, 2 for wrong arguments.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type AppPackage, makePackage, PackageRefused, readEnvironment } from './app-package.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const usage = `npm run package -- --env NAME [--out FOLDER]

  --env   the values to put in: env/.env.NAME (and env/.env.NAME.user), such as dev or local
  --out   where to write to; appPackage/build unless given`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const fail = (text: string, code: 1 | 2): never => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};

function readWords(): { readonly env: string; readonly out: string } {
  try {
    const options = { env: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { env, out, help } = parseArgs({ options }).values;
    if (help) {
      say(usage);
      process.exit(0);
    }
    if (env) return { env, out: out ?? join(root, 'appPackage/build') };
    return fail(usage, 2);
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`, 2);
  }
}

function write({ manifest, zip }: AppPackage, { env, out }: ReturnType<typeof readWords>): readonly string[] {
  mkdirSync(out, { recursive: true });
  const [archive, readable] = [join(out, `appPackage.${env}.zip`), join(out, `manifest.${env}.json`)];
  writeFileSync(archive, zip);
  writeFileSync(readable, manifest);
  return [archive, readable];
}

const words = readWords();
try {
  const made = await makePackage(join(root, 'appPackage'), readEnvironment(join(root, 'env'), words.env, process.env));
  const { name, version, manifestVersion } = JSON.parse(made.manifest);
  say(`${name.short} ${version}, manifest ${manifestVersion}, for ${words.env}`);
  for (const [file, bytes] of made.files) say(`  ${file.padEnd(16)} ${String(bytes.length).padStart(7)} bytes`);
  for (const path of write(made, words)) say(`wrote ${relative(process.cwd(), path)}`);
  say(`sha256 ${createHash('sha256').update(made.zip).digest('hex')}`);
} catch (error) {
  if (!(error instanceof PackageRefused)) throw error;
  fail(error.message, 1);
}
