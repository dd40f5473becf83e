// Makes the app package that Teams takes: the manifest with the values of one environment, its languages and icons, checked and zipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type AppManifest, AppManifestUtils } from '@microsoft/app-manifest';
import Ajv from 'ajv-draft-04';
import { type Zippable, zipSync } from 'fflate';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `files` as they are in `zip`, by name. The same input gives the same bytes. */
export type AppPackage = {
  readonly manifest: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly zip: Uint8Array;
};

/** What is wrong with the package, every problem at once. */
export class PackageRefused extends Error {
  override readonly name = 'PackageRefused';
  readonly problems: readonly string[];
  constructor(what: string, problems: readonly string[]) {
    super([what, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

const variable = /\$\{\{\s*(\w+)\s*\}\}/g;
const environmentName = /^[a-z][a-z0-9-]{0,30}$/i;

/** Zip stores no year before 1980; any fixed moment does. */
const fixedTime = new Date(1980, 0, 1);

/** The variables that a text needs, each once. */
export const variablesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(variable)].map(([, name = '']) => name)),
];

/**
 * The values of env/.env.NAME with those of env/.env.NAME.user above them. What is empty in both is taken from
 * `around`, so that a pipeline can bring what is not in the repository. Throws PackageRefused for an unknown name.
 */
export function readEnvironment(folder: string, name: string, around: Environment = {}): Environment {
  if (!environmentName.test(name)) throw new PackageRefused(`“${name}” is no name of an environment.`, []);
  const own = readIfThere(join(folder, `.env.${name}`));
  if (own === undefined) throw new PackageRefused(`There is no file .env.${name} in ${folder}.`, []);
  const values: Environment = { ...parseEnv(own), ...parseEnv(readIfThere(join(folder, `.env.${name}.user`)) ?? '') };
  const filled = Object.entries(values).filter(([, value]) => value);
  return { ...around, ...Object.fromEntries(filled) };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts values in the place of `${{NAME}}`, inside the strings of a JSON text. Throws PackageRefused with all that are missing. */
export function substitute(text: string, environment: Environment): string {
  const missing = variablesIn(text).filter((name) => !environment[name]);
  if (missing.length > 0) throw new PackageRefused('These variables have no value:', missing);
  return text.replace(variable, (_, name: string) => JSON.stringify(environment[name]).slice(1, -1));
}

/** Makes the package from the files in `folder`. Throws PackageRefused when a file is missing or Teams would not take it. */
export async function makePackage(folder: string, environment: Environment): Promise<AppPackage> {
  const text = substitute(readFileSync(join(folder, 'manifest.json'), 'utf8'), environment);
  const manifest = JSON.parse(text) as AppManifest & ManifestFiles;
  const problems = [...ofVersion(manifest), ...(await AppManifestUtils.validateAgainstSchema(manifest))];
  if (problems.length > 0) throw new PackageRefused('Teams would not take this manifest:', problems);
  const languages = (manifest.localizationInfo?.additionalLanguages ?? []).map(({ file }) => file);
  const files = new Map<string, Uint8Array>([['manifest.json', new TextEncoder().encode(text)]]);
  for (const name of [manifest.icons.color, manifest.icons.outline, ...languages])
    files.set(name, readFileSync(join(folder, name)));
  const wrong = await Promise.all(languages.map((name) => problemsIn(name, JSON.parse(textOf(files, name)))));
  if (wrong.flat().length > 0) throw new PackageRefused('Teams would not take these texts:', wrong.flat());
  return { manifest: text, files, zip: zipSync(Object.fromEntries(files) as Zippable, { level: 9, mtime: fixedTime }) };
}

/** The parts of a manifest that name other files. */
type ManifestFiles = {
  readonly $schema: string;
  readonly manifestVersion: string;
  readonly icons: { readonly color: string; readonly outline: string };
  readonly localizationInfo?: { readonly additionalLanguages?: readonly { readonly file: string }[] };
};

const textOf = (files: ReadonlyMap<string, Uint8Array>, name: string): string =>
  new TextDecoder().decode(files.get(name));

/** What a language's texts offend against, by the schema that they name; the package of schemas has it. */
async function problemsIn(name: string, texts: { readonly $schema: string }): Promise<readonly string[]> {
  // Its patterns are none for a RegExp in Unicode mode, in which the library's own check would read them.
  const check = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false }).compile(
    await AppManifestUtils.fetchSchema(texts.$schema),
  );
  if (check(texts)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) =>
    [name, instancePath, message, params.additionalProperty].filter(Boolean).join(' '),
  );
}

/** The library would look for any other schema on the internet. */
const ofVersion = ({ $schema, manifestVersion }: ManifestFiles): readonly string[] =>
  $schema.includes(`/teams/v${manifestVersion}/`) ? [] : [`$schema is not that of version ${manifestVersion}`];
