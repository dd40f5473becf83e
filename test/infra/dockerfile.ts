// A Dockerfile as stages and steps, and which files of the tree a build may see.
import { DockerfileParser, type Instruction, JSONInstruction, ModifiableInstruction } from 'dockerfile-ast';
import { files, matching, read } from '../house/tree.ts';

export type Step = {
  readonly place: string;
  readonly keyword: string;
  /** `--from=x` as `{ from: 'x' }`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the keyword and its flags, continued lines joined. */
  readonly text: string;
  readonly words: readonly string[];
  /** The strings of a step in exec form. */
  readonly exec: readonly string[] | undefined;
};

export type Stage = { readonly name: string; readonly image: string; readonly steps: readonly Step[] };

/** All Dockerfiles of the tree. */
export const dockerfiles: readonly string[] = matching(/(^|\/|\.)Dockerfile$/);

/** The stages of a Dockerfile; arguments before the first FROM have their default. The last stage is the image. */
export function stagesOf(file: string): readonly Stage[] {
  const instructions = DockerfileParser.parse(read(file)).getInstructions();
  const stages: { name: string; image: string; steps: Step[] }[] = [];
  const given: Record<string, string> = {};
  for (const step of instructions.map((each) => stepOf(file, each))) {
    const stage = stages.at(-1);
    if (step.keyword === 'FROM') {
      const [image = '', , name = ''] = step.words;
      stages.push({ name, image: expand(image, given), steps: [] });
    } else if (stage) stage.steps.push(step);
    else Object.assign(given, Object.fromEntries(step.words.map((word) => word.split('='))));
  }
  return stages;
}

/** `$NAME` and `${NAME}` by their values. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced, plain) => values[braced ?? plain] ?? '');
}

function stepOf(file: string, instruction: Instruction): Step {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const strings = instruction instanceof JSONInstruction ? instruction.getJSONStrings() : [];
  return {
    place: `${file}:${instruction.getRange().start.line + 1}`,
    keyword: instruction.getKeyword(),
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    text: textOf(instruction),
    words,
    exec: strings.length > 0 ? strings.map((each) => each.getJSONValue()) : undefined,
  };
}

function textOf(instruction: Instruction): string {
  const raw = instruction.getRawArgumentsContent() ?? '';
  return raw
    .replace(/\\\n/g, ' ')
    .replace(/^(--[a-z]+(=\S+)?\s+)+/, '')
    .trim();
}

/** Whether `.dockerignore` keeps a file out of a build: the last pattern that fits it decides. */
export function isKeptOut(file: string): boolean {
  const patterns = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const last = patterns.findLast((pattern) => fits(pattern.replace(/^!/, ''), file));
  return last !== undefined && !last.startsWith('!');
}

/** A pattern fits a file when it fits its path or one of the folders above it. */
function fits(pattern: string, file: string): boolean {
  const form = pattern
    .replace(/[.+^$()|[\]{}]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (found) => (found === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${form}(?:/.*)?$`).test(file);
}

/** The files of the tree that a build can copy. */
export const buildFiles: readonly string[] = [...files, 'package-lock.json'].filter((file) => !isKeptOut(file));

/** The files that a path of the build stands for: itself, or what is in it. */
export function filesAt(path: string): readonly string[] {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
  return buildFiles.filter((file) => file === plain || file.startsWith(`${plain}/`));
}
