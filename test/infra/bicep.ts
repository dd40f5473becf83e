// Bicep read for the tests: one file as its declarations, and a body as values as far as they stand in the text.
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** A value in the text; what is computed is kept as its text alone. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number' | 'flag' | 'null' | 'computed'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  /** Either of two, as a condition decides. */
  | { readonly kind: 'either'; readonly values: readonly Value[] };

export type Entry = { readonly key: string; readonly value: Value; readonly line: number };

export type Parameter = {
  readonly name: string;
  readonly type: string;
  readonly hasDefault: boolean;
  readonly isSecure: boolean;
  /** Default as it stands; undefined where there is none. */
  readonly default: Value | undefined;
};

export type Declared = {
  readonly name: string;
  /** `Microsoft.X/y@2024-01-01` of a resource, the path of a module. */
  readonly target: string;
  readonly isExisting: boolean;
  readonly body: Value;
  readonly line: number;
};

export type BicepFile = {
  readonly parameters: readonly Parameter[];
  readonly variables: readonly { readonly name: string; readonly value: Value }[];
  readonly resources: readonly Declared[];
  readonly modules: readonly Declared[];
  readonly outputs: readonly { readonly name: string; readonly text: string }[];
  /** Names that are used anywhere, each time. */
  readonly used: readonly string[];
  /** Names of one thing after a dot: `[ground, outputs, vaultUri]`. */
  readonly paths: readonly (readonly string[])[];
  readonly strings: readonly { readonly text: string; readonly line: number }[];
};

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
let parser: Promise<Parser> | undefined;

async function openParser(): Promise<Parser> {
  await Parser.init();
  const opened = new Parser();
  opened.setLanguage(await Language.load(grammar));
  return opened;
}

/** Reads a file's text. Throws with line and column of every place that is no Bicep. */
export async function readBicep(text: string): Promise<BicepFile> {
  parser ??= openParser();
  const tree = (await parser).parse(text);
  if (!tree) throw new Error('The text could not be read.');
  const all = nodesOf(tree.rootNode);
  const wrong = all.filter((node) => node.isError || node.isMissing).map(placeOf);
  if (wrong.length > 0 || tree.rootNode.hasError) throw new Error(`Not Bicep at ${wrong.join(', ')}.`);
  return describeFile(tree.rootNode, all);
}

const placeOf = ({ startPosition: { row, column } }: Node): string => `${row + 1}:${column + 1}`;

function nodesOf(node: Node): readonly Node[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

function describeFile(root: Node, all: readonly Node[]): BicepFile {
  const top = root.namedChildren.map((node, at) => ({ node, decorators: decoratorsBefore(root, at) }));
  const of = (type: string) => top.filter(({ node }) => node.type === type);
  return {
    parameters: of('parameter_declaration').map(({ node, decorators }) => parameterOf(node, decorators)),
    variables: of('variable_declaration').map(({ node }) => ({
      name: nameOf(node),
      value: valueAt(lastOf(node)),
    })),
    resources: of('resource_declaration').map(({ node }) => declaredOf(node)),
    modules: of('module_declaration').map(({ node }) => declaredOf(node)),
    outputs: of('output_declaration').map(({ node }) => ({ name: nameOf(node), text: lastOf(node).text })),
    used: all.filter(isUse).map((node) => node.text),
    paths: all.filter(({ type }) => type === 'member_expression').map(pathOf),
    strings: all
      .filter(({ type }) => type === 'string_content')
      .map((node) => ({ text: node.text, line: node.startPosition.row + 1 })),
  };
}

function decoratorsBefore(root: Node, at: number): string {
  const before = root.namedChildren[at - 1];
  return before?.type === 'decorators' ? before.text : '';
}

const nameOf = (node: Node): string => node.namedChildren.find(({ type }) => type === 'identifier')?.text ?? '';

function lastOf(node: Node): Node {
  const last = node.namedChildren.at(-1);
  if (!last) throw new Error(`Nothing stands at ${placeOf(node)}.`);
  return last;
}

function parameterOf(node: Node, decorators: string): Parameter {
  const [, type, initial] = node.namedChildren;
  return {
    name: nameOf(node),
    type: type?.text ?? '',
    hasDefault: initial !== undefined,
    isSecure: decorators.includes('@secure()'),
    default: initial && valueAt(initial),
  };
}

function declaredOf(node: Node): Declared {
  const target = node.namedChildren.find(({ type }) => type === 'string');
  return {
    name: nameOf(node),
    target: target ? textOf(target) : '',
    isExisting: node.children.some(({ type }) => type === 'existing'),
    body: bodyOf(lastOf(node)),
    line: node.startPosition.row + 1,
  };
}

/** What is declared once: also inside a loop or a condition. */
function bodyOf(node: Node): Value {
  if (node.type === 'for_statement' || node.type === 'if_statement') return bodyOf(lastOf(node));
  return valueAt(node);
}

/** A name where it is used: not where it is declared, and not as the name of a property. */
function isUse({ type, parent, startIndex }: Node): boolean {
  if (type !== 'identifier' || !parent) return false;
  const isFirst = parent.namedChildren.find((each) => each.type === 'identifier')?.startIndex === startIndex;
  if (parent.type.endsWith('_declaration')) return !isFirst;
  if (parent.type === 'object_property') return parent.namedChildren[0]?.startIndex !== startIndex;
  return !(parent.type === 'call_expression' && parent.childForFieldName('function')?.startIndex === startIndex);
}

function pathOf(node: Node): readonly string[] {
  if (node.type !== 'member_expression') return [node.type === 'subscript_expression' ? firstName(node) : node.text];
  const object = node.childForFieldName('object');
  const property = node.childForFieldName('property');
  return [...(object ? pathOf(object) : []), property?.text ?? ''];
}

const firstName = (node: Node): string => node.childForFieldName('object')?.text ?? node.text;

const textOf = (node: Node): string => node.text.replace(/^'|'$/g, '').replace(/\\'/g, "'");

/** What a node says as far as it stands in the text. */
export function valueAt(node: Node): Value {
  switch (node.type) {
    case 'string':
      return node.namedChildren.some(({ type }) => type === 'interpolation')
        ? { kind: 'computed', text: node.text }
        : { kind: 'text', text: textOf(node) };
    case 'number':
    case 'null':
      return { kind: node.type, text: node.text };
    case 'boolean':
      return { kind: 'flag', text: node.text };
    case 'array':
      return { kind: 'list', items: node.namedChildren.filter(isNoComment).map(valueAt) };
    case 'object':
      return { kind: 'object', entries: node.namedChildren.filter(isNoComment).map(entryOf) };
    case 'for_statement':
      return { kind: 'list', items: [valueAt(lastOf(node))] };
    case 'ternary_expression':
      return { kind: 'either', values: node.namedChildren.slice(1).map(valueAt) };
    case 'call_expression':
      return calledOf(node);
    default:
      return { kind: 'computed', text: node.text };
  }
}

const isNoComment = ({ type }: Node): boolean => type !== 'comment' && type !== 'diagnostic_comment';

/** `concat` of lists is a list of them all; what else is called is computed. */
function calledOf(node: Node): Value {
  const given = node.childForFieldName('arguments')?.namedChildren.map(valueAt) ?? [];
  if (node.childForFieldName('function')?.text !== 'concat') return { kind: 'computed', text: node.text };
  return { kind: 'list', items: given.flatMap((each) => (each.kind === 'list' ? each.items : [each])) };
}

function entryOf(node: Node): Entry {
  const [key, value] = node.namedChildren.filter(isNoComment);
  if (!key || !value) throw new Error(`No property at ${placeOf(node)}.`);
  return { key: textOf(key), value: valueAt(value), line: node.startPosition.row + 1 };
}

/** The value under a path of keys; undefined where there is none. */
export function under(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  return value?.kind === 'object' ? under(value.entries.find((entry) => entry.key === key)?.value, ...rest) : undefined;
}

/** The items of a list; none of what is no list. */
export const itemsOf = (value: Value | undefined): readonly Value[] => (value?.kind === 'list' ? value.items : []);

/** The text of a value, '' where there is none. */
export const wordOf = (value: Value | undefined): string => (value && 'text' in value ? value.text : '');
