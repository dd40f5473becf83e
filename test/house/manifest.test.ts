// The Teams manifest says what the bot does: its commands are those the parser knows, no more and no less.
import { commandList, parseCommand } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { read } from './tree.ts';

type Manifest = {
  readonly bots: readonly {
    readonly supportsFiles: boolean;
    readonly scopes: readonly string[];
    readonly commandLists: readonly { readonly scopes: readonly string[]; readonly commands: typeof commandList }[];
  }[];
};

const manifest = JSON.parse(read('appPackage/manifest.json')) as Manifest;
const [bot] = manifest.bots;

describe('appPackage/manifest.json', () => {
  it('lists exactly the commands of the parser, in every place where the bot is', () => {
    expect(bot?.commandLists.map(({ commands }) => commands)).toEqual([commandList]);
    expect(bot?.commandLists.flatMap(({ scopes }) => scopes)).toEqual(bot?.scopes);
  });

  it('lists commands that are understood as they stand', () => {
    for (const { title } of bot?.commandLists.flatMap(({ commands }) => commands) ?? [])
      expect(parseCommand(title, []).verb, title).toBe(title);
  });

  it('lets the bot hand over files', () => {
    expect(bot?.supportsFiles).toBe(true);
  });
});
