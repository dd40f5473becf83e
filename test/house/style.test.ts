// How code is written here: what is forbidden, how long things may be, how a file opens.

import { Visitor } from 'vite';
import { describe, expect, it } from 'vitest';
import { isTest, matching, parse, placeOf, productFiles, read, type Source, typescriptFiles } from './tree.ts';

const mostLines = 250;
const mostTestLines = 400;
const mostFunctionLines = 40;
const medianFunctionLines = 10;

/** Places of one file at which `visit` reports a position. */
function placesIn(file: string, visitorOf: (report: (at: number) => void) => ConstructorParameters<typeof Visitor>[0]) {
  const source = parse(file);
  const found: string[] = [];
  new Visitor(visitorOf((at) => found.push(placeOf(source, at)))).visit(source.program);
  return found;
}

describe('code never uses', () => {
  it('any', () => {
    const found = typescriptFiles.flatMap((file) =>
      placesIn(file, (report) => ({ TSAnyKeyword: ({ start }) => report(start) })),
    );
    expect(found).toEqual([]);
  });

  it('the ! that silences null', () => {
    const found = typescriptFiles.flatMap((file) =>
      placesIn(file, (report) => ({ TSNonNullExpression: ({ start }) => report(start) })),
    );
    expect(found).toEqual([]);
  });

  it('enums and namespaces', () => {
    const found = typescriptFiles.flatMap((file) =>
      placesIn(file, (report) => ({ TSEnumDeclaration: ({ start }) => report(start) })),
    );
    expect(found).toEqual([]);
  });

  it('default exports, outside the configuration of tools', () => {
    const allowed = ['vitest.config.ts', 'vitest.long.config.ts', 'tabs/vite.config.ts', 'test/closing-line.ts'];
    const found = typescriptFiles
      .filter((file) => !allowed.includes(file))
      .flatMap((file) => placesIn(file, (report) => ({ ExportDefaultDeclaration: ({ start }) => report(start) })));
    expect(found).toEqual([]);
  });

  it('console in what ships', () => {
    const found = productFiles.flatMap((file) =>
      placesIn(file, (report) => ({
        MemberExpression: ({ object, start }) => {
          if (object.type === 'Identifier' && object.name === 'console') report(start);
        },
      })),
    );
    expect(found).toEqual([]);
  });

  it('process.env in what ships, outside the settings of core', () => {
    const found = productFiles
      .filter((file) => file !== 'core/src/node/config.ts')
      .flatMap((file) =>
        placesIn(file, (report) => ({
          MemberExpression: ({ object, property, start }) => {
            const isProcess = object.type === 'Identifier' && object.name === 'process';
            if (isProcess && property.type === 'Identifier' && property.name === 'env') report(start);
          },
        })),
      );
    expect(found).toEqual([]);
  });

  it('comments that switch the compiler off', () => {
    const found = typescriptFiles.filter((file) => /@ts-(ignore|nocheck|expect-error)/.test(withoutPatterns(file)));
    expect(found).toEqual([]);
  });

  it('notes to do something later', () => {
    const later = new RegExp(
      `\\b(${['TO', 'FIX', 'XX', 'HA'].map((word, at) => word + ['DO', 'ME', 'X', 'CK'][at]).join('|')})\\b`,
    );
    const found = matching(/\.(ts|mjs|mts|sql|md|json|py|c)$/).filter((file) => later.test(read(file)));
    expect(found).toEqual([]);
  });
});

/** The text of a file; this one names the words that it looks for. */
function withoutPatterns(file: string): string {
  return file === 'test/house/style.test.ts' ? '' : read(file);
}

describe('files', () => {
  it('open with a comment that says what lives there', () => {
    const found = matching(/\.(ts|mts|mjs)$/).filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(read(file)));
    expect(found).toEqual([]);
  });

  it(`have at most ${mostLines} lines, tests ${mostTestLines}`, () => {
    const found = typescriptFiles.flatMap((file) => {
      const lines = read(file).trimEnd().split('\n').length;
      return lines > (isTest(file) ? mostTestLines : mostLines) ? [`${file}: ${lines} lines`] : [];
    });
    expect(found).toEqual([]);
  });
});

type Measured = { readonly place: string; readonly lines: number };

/** Every function of a file and its lines, from its first word to its last bracket. */
function functionsOf(source: Source): readonly Measured[] {
  const found: Measured[] = [];
  const take = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const lines = source.text.slice(start, end).split('\n').length;
    found.push({ place: placeOf(source, start), lines });
  };
  new Visitor({
    FunctionDeclaration: take,
    FunctionExpression: take,
    ArrowFunctionExpression: take,
  }).visit(source.program);
  return found;
}

describe('functions', () => {
  const all = typescriptFiles
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => functionsOf(parse(file)))
    .sort((a, b) => a.lines - b.lines);

  it(`have at most ${mostFunctionLines} lines`, () => {
    const found = all.filter(({ lines }) => lines > mostFunctionLines);
    expect(found.map(({ place, lines }) => `${place}: ${lines} lines`)).toEqual([]);
  });

  it(`have ${medianFunctionLines} lines or fewer in the middle`, () => {
    const named = all.filter(({ lines }) => lines > 1);
    expect(named[Math.floor(named.length / 2)]?.lines).toBeLessThanOrEqual(medianFunctionLines);
  });
});
