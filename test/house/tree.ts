// The repository as files and syntax trees, for the tests that hold the house to its rules.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ESTree, parseSync, Visitor } from 'vite';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const skippedFolders = new Set(['node_modules', '.git', '.data', '.out', 'coverage', 'dist', 'build']);
const skippedFiles =
  /^\.git$|^\.env(\.bot|\.runner)?$|^\.env\..+\.user$|^\.localConfigs$|\.log$|\.xlsx$|^package-lock\.json$/;

/** Every file of the tree that is ours, as paths with `/` from the root, in order. */
export const files: readonly string[] = walk(root).sort();

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : walk(path);
    return skippedFiles.test(entry.name) ? [] : [relative(root, path).split(sep).join('/')];
  });
}

/** The text of a file of the tree. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The files whose path matches. */
export const matching = (pattern: RegExp): readonly string[] => files.filter((file) => pattern.test(file));

export const isTest = (file: string): boolean =>
  /\.test\.ts$|\/(testing|rules)\//.test(file) || file.startsWith('test/');

/** What the product ships: no tests and nothing that only tests use. */
export const productFiles: readonly string[] = matching(/^(core|runner|bot|tabs)\/src\/.*\.tsx?$/).filter(
  (file) => !isTest(file),
);

/** All TypeScript that is not a test. */
export const sourceFiles: readonly string[] = matching(/^(core|runner|bot|tabs|sandbox)\/src\/.*\.tsx?$/).filter(
  (file) => !isTest(file),
);

/** All TypeScript files. */
export const typescriptFiles: readonly string[] = matching(/\.tsx?$/).filter((file) => !file.endsWith('.d.mts'));

export type Source = { readonly file: string; readonly text: string; readonly program: ESTree.Program };

const parsed = new Map<string, Source>();

/** A file's syntax tree, parsed once. Throws when the file has a syntax error. */
export function parse(file: string): Source {
  const known = parsed.get(file);
  if (known) return known;
  const text = read(file);
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const source = { file, text, program };
  parsed.set(file, source);
  return source;
}

/** `file:line` of a place in a file. */
export function placeOf({ file, text }: Pick<Source, 'file' | 'text'>, at: number): string {
  return `${file}:${text.slice(0, at).split('\n').length}`;
}

export type Import = { readonly from: string; readonly specifier: string; readonly target: string };

const workspaces: Readonly<Record<string, string>> = {
  '@repsys/core': 'core/src/index.ts',
  '@repsys/core/node': 'core/src/node/index.ts',
};

/** All imports of a file, re-exports and dynamic ones included. `target`: a path of the tree, or the package's name. */
export function importsOf(file: string): readonly Import[] {
  const specifiers: string[] = [];
  const take = (source: ESTree.Expression | null | undefined) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') specifiers.push(source.value);
  };
  new Visitor({
    ImportDeclaration: (node) => take(node.source),
    ExportAllDeclaration: (node) => take(node.source),
    ExportNamedDeclaration: (node) => take(node.source),
    ImportExpression: (node) => take(node.source),
  }).visit(parse(file).program);
  return specifiers.map((specifier) => ({ from: file, specifier, target: targetOf(file, specifier) }));
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier);
  const [first = '', second = ''] = specifier.split('/');
  return workspaces[specifier] ?? (first.startsWith('@') ? `${first}/${second}` : first);
}
