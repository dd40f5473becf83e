// Dockerfiles carried out without an engine: every stage in a folder of its own, every step as it is written.
// What this cannot show is the base image: its programs are those of this machine.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Child, startChild } from '../../sandbox/src/world/child.ts';
import { root } from '../house/tree.ts';
import { filesAt, type Stage, type Step, stagesOf } from './dockerfile.ts';

/** What an image would be. */
export type Image = {
  /** Where the image's `/` is. */
  readonly folder: string;
  /** Where its process starts, in `folder`. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: number;
  readonly command: readonly string[];
  readonly health: readonly string[];
  readonly labels: string;
};

type Draft = { -readonly [Key in keyof Image]: Image[Key] };

/**
 * Carries out a Dockerfile below `folder`. Throws when a step fails, with what it said. In the stages named in `linked` npm says
 * what it would install, and just these packages are linked from this tree: unpacking the tab's takes longer than all the rest.
 */
export async function buildImage(file: string, folder: string, linked: readonly string[] = []): Promise<Image> {
  const built = new Map<string, string>();
  let image: Draft | undefined;
  for (const [at, stage] of stagesOf(file).entries()) {
    image = { folder: join(folder, String(at)), cwd: '', env: {}, user: 0, command: [], health: [], labels: '' };
    mkdirSync(image.folder, { recursive: true });
    await carryOut(stage, image, built, linked.includes(stage.name));
    built.set(stage.name, image.folder);
  }
  if (!image) throw new Error(`${file} has no stage`);
  return image;
}

async function carryOut(stage: Stage, image: Draft, built: ReadonlyMap<string, string>, links: boolean): Promise<void> {
  for (const step of stage.steps) {
    if (step.keyword === 'RUN' && links && step.text.startsWith('npm ci ')) await link(step, image);
    else if (step.keyword === 'RUN') await run(step, image);
    else if (step.keyword === 'COPY') copy(step, image, built);
    else note(step, image);
  }
}

function note({ keyword, text, words, exec }: Step, image: Draft): void {
  if (keyword === 'WORKDIR') {
    image.cwd = join(image.folder, text);
    mkdirSync(image.cwd, { recursive: true });
  }
  if (keyword === 'ENV') image.env = { ...image.env, ...Object.fromEntries(words.map(pairOf)) };
  if (keyword === 'USER') image.user = Number(text.split(':')[0]);
  if (keyword === 'CMD') image.command = exec ?? [];
  if (keyword === 'HEALTHCHECK') image.health = JSON.parse(text.slice(text.indexOf('['))) as string[];
  if (keyword === 'LABEL') image.labels = text;
}

function pairOf(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

/** What npm is told by whoever started this process, e.g. the script that runs the tests, is not the image's. */
const foreign = /^(npm_(?!config_(registry|cache|userconfig|globalconfig)$)|NODE_ENV$|VITEST|CI$|INIT_CWD$)/i;

/** Runs a step; what it has said on stdout. */
async function run({ text, place }: Step, { cwd, env }: Draft): Promise<string> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const child = spawn('sh', ['-c', text], {
    cwd,
    env: { ...given, npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false', ...env },
  });
  const said: string[] = [];
  const told: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  child.stdout.on('data', (chunk) => told.push(String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${place}: ${text} ended with ${code}\n${said.join('').slice(-4_000)}`);
  return told.join('');
}

async function link(step: Step, { cwd, ...draft }: Draft): Promise<void> {
  const plan = await run({ ...step, text: `${step.text} --dry-run` }, { ...draft, cwd });
  const names = new Set([...plan.matchAll(/^add (\S+) /gm)].map(([, name = '']) => name));
  for (const name of names) {
    const own = /^@repsys\/(.+)$/.exec(name)?.[1];
    const target = join(cwd, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(own === undefined ? join(root, 'node_modules', name) : join(cwd, own), target);
  }
  const programs = join(root, 'node_modules/.bin');
  for (const program of readdirSync(programs)) {
    if (!names.has(packageOf(join(programs, program)))) continue;
    mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
    symlinkSync(join(programs, program), join(cwd, 'node_modules/.bin', program));
  }
}

/** The package that a program of node_modules belongs to. */
const packageOf = (program: string): string =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(realpathSync(program))?.[1] ?? '';

function copy({ place, words, flags, text }: Step, image: Draft, built: ReadonlyMap<string, string>): void {
  const [target = '', ...sources] = [...words].reverse();
  const into = join(target.startsWith('/') ? image.folder : image.cwd, target);
  const stage = flags.from === undefined ? undefined : built.get(flags.from);
  if (flags.from !== undefined && stage === undefined) throw new Error(`${place}: no stage ${flags.from}`);
  for (const source of sources) {
    const copied = stage === undefined ? copyFromTree(source, into) : copyFromStage(join(stage, source), into);
    if (!copied) throw new Error(`${place}: nothing at ${source} (${text})`);
  }
}

function copyFromTree(source: string, into: string): boolean {
  const found = filesAt(source);
  for (const file of found) {
    const inside = file.slice(source.replace(/\/$/, '').length + 1);
    const target = join(into, inside === '' ? basename(file) : inside);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, file), target);
    chmodSync(target, 0o644);
  }
  return found.length > 0;
}

/** Within one build files are linked, not copied: they are not written to afterwards. */
function copyFromStage(source: string, into: string): boolean {
  if (!existsSync(source)) return false;
  mkdirSync(into, { recursive: true });
  const what = statSync(source).isDirectory() ? `${source}/.` : source;
  return spawnSync('cp', ['-al', what, into]).status === 0;
}

/** Everything that a process may write to is `scratch`; the tree of the image belongs to another user. */
export type Scratch = { readonly scratch: string; readonly env: Readonly<Record<string, string>> };

const runsAsRoot = process.getuid?.() === 0;

/** How a process of the image is started: nothing of this process's environment but where programs are. */
function startOf({ cwd, env, user }: Image, { scratch, env: more }: Scratch) {
  const asOther = runsAsRoot ? { uid: user, gid: user } : {};
  const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { cwd, env: { ...nothing, PATH: process.env.PATH, TMPDIR: scratch, ...env, ...more }, ...asOther };
}

const program = (name = ''): string => (name === 'node' ? process.execPath : name);

/** Starts the image's process, or another one in it, as its user. */
export async function startImage(
  image: Image,
  scratch: Scratch,
  line: (text: string) => void,
  [command, ...args]: readonly string[] = image.command,
): Promise<Child> {
  return startChild(basename(image.cwd), { ...startOf(image, scratch), command: program(command), args, line });
}

/** Whether the image's health check holds now. */
export function isHealthy(image: Image, scratch: Scratch): boolean {
  const [command, ...args] = image.health;
  return spawnSync(program(command), args, startOf(image, scratch)).status === 0;
}

const room = 4 * 1024 ** 3;

/** A folder that any user may look into; in memory where there is room, since packages are very many small files. */
export function openFolder(): string {
  const memory = '/dev/shm';
  const isRoomy = existsSync(memory) && statfsSync(memory).bavail * statfsSync(memory).bsize > room;
  const folder = mkdtempSync(join(isRoomy ? memory : tmpdir(), 'repsys-image-'));
  chmodSync(folder, 0o755);
  return folder;
}
