// The Teams manifest says what the bot does: its commands are those the parser knows, no more and no less.
import { commandList, parseCommand } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { tabRoot } from '../../bot/src/api/static-files.ts';
import { read } from './tree.ts';

type Manifest = {
  readonly version: string;
  readonly staticTabs: readonly Tab[];
  readonly configurableTabs: readonly { readonly configurationUrl: string; readonly scopes: readonly string[] }[];
  readonly bots: readonly {
    readonly supportsFiles: boolean;
    readonly scopes: readonly string[];
    readonly commandLists: readonly { readonly scopes: readonly string[]; readonly commands: typeof commandList }[];
  }[];
  readonly webApplicationInfo: { readonly id: string; readonly resource: string };
  readonly validDomains: readonly string[];
  readonly authorization?: unknown;
};
type Tab = { readonly entityId: string; readonly contentUrl?: string; readonly websiteUrl?: string };

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

  it('lets the bot hand over files, to one person, to groups and to teams', () => {
    expect(bot?.supportsFiles).toBe(true);
    expect([...(bot?.scopes ?? [])].sort()).toEqual(['groupChat', 'personal', 'team']);
  });

  it('has the version of the project', () => {
    expect(manifest.version).toBe(JSON.parse(read('package.json')).version);
  });

  it('shows pages of its own domain only, all of them under the path that the bot serves', () => {
    const addresses = [
      ...manifest.staticTabs.flatMap(({ contentUrl, websiteUrl }) => [contentUrl, websiteUrl]),
      ...manifest.configurableTabs.map(({ configurationUrl }) => configurationUrl),
    ].filter((address) => address !== undefined);
    expect(addresses.length).toBe(3);
    expect(addresses.filter((address) => !address.startsWith(`https://\${{TAB_DOMAIN}}${tabRoot}`))).toEqual([]);
    expect(manifest.validDomains).toEqual([`\${{TAB_DOMAIN}}`]);
  });

  it('calls its tab as the tab calls itself in channels', () => {
    const [, entityId] = /const entityId = '(\w+)'/.exec(read('tabs/src/teams/configure.ts')) ?? [];
    expect(manifest.staticTabs.map((tab) => tab.entityId)).toEqual(['conversations', entityId, 'about']);
    expect(manifest.configurableTabs[0]?.configurationUrl).toMatch(/\/config$/);
  });

  it('asks for no permission in teams and chats', () => {
    expect(manifest.authorization).toBeUndefined();
  });
});

describe('appPackage/de.json', () => {
  const texts = JSON.parse(read('appPackage/de.json')) as Readonly<Record<string, string>>;
  const english = JSON.parse(read('appPackage/manifest.json')) as unknown;
  const keys = Object.keys(texts).filter((key) => key !== '$schema');

  it('translates every text that a language may have, but for what people write to the bot', () => {
    const wanted = textsOf(english, '').filter(
      (key) => !/^name\.short$|\.title$/.test(key) || key.startsWith('description.'),
    );
    expect(keys.filter((key) => key !== 'name.short').sort()).toEqual(wanted.sort());
  });

  it('shows commands as they are understood', () => {
    const examples = keys.flatMap((key) => /etwa: (.+)$/.exec(texts[key] ?? '')?.[1] ?? []);
    expect(examples.length).toBe(commandList.filter(({ description }) => description.includes('as in:')).length);
    for (const { description } of commandList) {
      const [, example] = /as in: (.+)$/.exec(description) ?? [];
      if (example !== undefined) expect(examples).toContain(example);
    }
  });
});

const translated = /^(name|description)\.|^staticTabs\[\d+\]\.name$|\.commands\[\d+\]\.(title|description)$/;

/** The paths of all texts in a manifest that a language may replace, as `staticTabs[1].name`. */
function textsOf(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return translated.test(path) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((each, at) => textsOf(each, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, path === '' ? key : `${path}.${key}`));
}
