// What npm installs fits the oldest Node.js that is supported, so that an install prints no warning.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion, satisfies } from 'semver';
import { describe, expect, it } from 'vitest';
import { root } from './tree.ts';

type Package = { readonly engines?: { readonly node?: string } };
type Lock = { readonly packages: Readonly<Record<string, Package>> };

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
const packages = Object.entries(lock.packages);
const oldest = minVersion(lock.packages['']?.engines?.node ?? '')?.version ?? '';

/** They ask for more and run on less, as this suite shows; docs/adr/0013 says why their `engines` are left out. */
const runOnLess = ['js-redis-server', 'lua-redis-wasm', 'restify'];

describe('what npm installs', () => {
  it('is asked of a Node.js version', () => expect(oldest).toMatch(/^\d+\.\d+\.\d+$/));

  it('fits the oldest Node.js; those in docs/adr/0013 have no "engines" in package-lock.json', () => {
    const unfit = packages.filter(([, { engines }]) => engines?.node && !satisfies(oldest, engines.node));
    expect(unfit.map(([path]) => path)).toEqual([]);
  });

  it.each(runOnLess)('has %s, whose own "engines" are left out', (name) => {
    const found = packages.filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(found.map(([, { engines }]) => engines)).toEqual([undefined]);
  });
});
