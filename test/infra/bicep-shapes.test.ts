// Every resource of infra/ has the shape that Azure takes: no property that is unknown, none missing, no word that is no choice.
import { describe, expect, it } from 'vitest';
import { matching, read } from '../house/tree.ts';
import { readBicep, type Value } from './bicep.ts';
import { type Shape, shapes } from './bicep-shapes.ts';

/** Properties of Bicep's own, which Azure never sees. */
const ofBicep = ['dependsOn'];

/** Every difference between a value and a shape, with its place. What is computed is believed. */
function problemsOf(value: Value, shape: Shape, place: string): readonly string[] {
  if (value.kind === 'either') return value.values.flatMap((each) => problemsOf(each, shape, place));
  if (value.kind === 'computed' || value.kind === 'null') return [];
  if (typeof shape === 'string') return value.kind === shape ? [] : [`${place}: ${shape} wanted, not ${value.kind}`];
  if ('length' in shape) return problemsOfList(value, shape[0], place);
  if ('object' in shape) return problemsOfObject(value, shape.object, place);
  if ('names' in shape)
    return value.kind === 'object'
      ? value.entries.flatMap((entry) => problemsOf(entry.value, shape.names, `${place}.${entry.key}`))
      : [`${place}: an object wanted`];
  return value.kind === 'text' && shape.choice.includes(value.text) ? [] : [`${place}: none of ${shape.choice}`];
}

function problemsOfList(value: Value, shape: Shape, place: string): readonly string[] {
  if (value.kind !== 'list') return [`${place}: a list wanted`];
  return value.items.flatMap((item, at) => problemsOf(item, shape, `${place}[${at}]`));
}

function problemsOfObject(value: Value, shape: Readonly<Record<string, Shape>>, place: string): readonly string[] {
  if (value.kind !== 'object') return [`${place}: an object wanted`];
  const given = value.entries.filter(({ key }) => !ofBicep.includes(key));
  const shapeOf = (key: string) => shape[key] ?? shape[`${key}!`];
  const missing = Object.keys(shape)
    .filter((key) => key.endsWith('!') && !given.some((entry) => `${entry.key}!` === key))
    .map((key) => `${place}.${key.slice(0, -1)}: is missing`);
  const wrong = given.flatMap((entry) => {
    const wanted = shapeOf(entry.key);
    const at = `${place}.${entry.key}`;
    return wanted ? problemsOf(entry.value, wanted, at) : [`${at}: is not known`];
  });
  return [...missing, ...wrong];
}

const resources: { readonly place: string; readonly target: string; readonly body: Value }[] = [];
for (const path of matching(/^infra\/.*\.bicep$/)) {
  const file = await readBicep(read(path));
  for (const { name, target, body, isExisting } of file.resources)
    if (!isExisting) resources.push({ place: `${path} ${name}`, target, body });
}

describe('the shapes', () => {
  const wrongVault = `resource v 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'v'
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'cheap' }
    enablePurgeProtectoin: true
    enableSoftDelete: 'yes'
  }
}`;

  it('find a misspelt property, a wrong choice, a wrong kind and what is missing', async () => {
    const [vault] = (await readBicep(wrongVault)).resources;
    const shape = shapes['Microsoft.KeyVault/vaults@2024-11-01'];
    if (!vault || !shape) return expect.fail('the resource was not read');
    expect(problemsOf(vault.body, shape, 'v')).toEqual([
      'v.properties.sku.name: none of premium,standard',
      'v.properties.enablePurgeProtectoin: is not known',
      'v.properties.enableSoftDelete: flag wanted, not text',
    ]);
    expect(problemsOf({ kind: 'object', entries: [] }, shape, 'v')).toEqual([
      'v.name: is missing',
      'v.location: is missing',
      'v.properties: is missing',
    ]);
  });

  it('are there for every resource, and no shape is left over', () => {
    const used = new Set(resources.map(({ target }) => target));
    expect([...used].filter((target) => !(target in shapes))).toEqual([]);
    expect(Object.keys(shapes).filter((target) => !used.has(target))).toEqual([]);
  });
});

describe('a resource has the shape of its type and version', () => {
  it.each(resources)('$place', ({ place, target, body }) => {
    const shape = shapes[target];
    expect(shape && problemsOf(body, shape, place)).toEqual([]);
  });
});
