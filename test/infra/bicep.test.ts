// The Bicep of infra/: it parses, its parts fit together, nothing secret and no place stands in it.
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matching, read } from '../house/tree.ts';
import { type BicepFile, itemsOf, readBicep, under, wordOf } from './bicep.ts';

const paths = matching(/^infra\/.*\.bicep$/);
const files = new Map<string, BicepFile>();
for (const path of paths) files.set(path, await readBicep(read(path)));

const each = [...files].map(([path, file]) => ({ path, file }));
const fileAt = (path: string): BicepFile => files.get(path) ?? expect.fail(`there is no ${path}`);

/** Modules with the file that they lead to. */
const modules = each.flatMap(({ path, file }) =>
  file.modules.map((module) => ({ path, module, target: posix.join(posix.dirname(path), module.target) })),
);

/** Plain words, and the ids of built-in roles: Key Vault Secrets User, AcrPull, Network Contributor. */
const publicWords =
  /^([a-z_-]+|4633458b-17de-408a-b874-0445c86b69e6|7f951dda-4ed3-4680-a7ca-43fe172d538d|4d97b98b-1d4f-4787-a291-c67834d212e7)$/;

describe('a file that is no Bicep', () => {
  it.each([
    ['a brace that is never closed', "resource a 'x@y' = {\n  name: 'a'\n"],
    ['a parameter without a type', 'param = 3\n'],
    ['a text over the end of its line', "param a string = 'b\n"],
  ])('is refused with its place: %s', async (_, text) => {
    await expect(readBicep(text)).rejects.toThrow(/Not Bicep at \d+:\d+/);
  });
});

describe('the files of infra', () => {
  it('are read: both entries and their modules', () => {
    expect(paths).toEqual(
      expect.arrayContaining(['infra/azure.bicep', 'infra/aks.bicep', 'infra/modules/ground.bicep']),
    );
    expect(each.reduce((sum, { file }) => sum + file.resources.length, 0)).toBeGreaterThan(20);
  });

  it('lead to modules that exist, and no module is left over', () => {
    expect(modules.filter(({ target }) => !files.has(target))).toEqual([]);
    const reached = new Set(modules.map(({ target }) => target));
    expect(paths.filter((path) => path.includes('/modules/') && !reached.has(path))).toEqual([]);
  });

  it('pass every parameter that has no default, and none that is not there', () => {
    const wrong = modules.flatMap(({ path, module, target }) => {
      const params = under(module.body, 'params');
      const passed = params?.kind === 'object' ? params.entries.map(({ key }) => key) : [];
      const known = fileAt(target).parameters;
      return [
        ...known.filter(({ name, hasDefault }) => !hasDefault && !passed.includes(name)).map(({ name }) => `-${name}`),
        ...passed.filter((name) => !known.some((parameter) => parameter.name === name)).map((name) => `+${name}`),
      ].map((name) => `${path}: ${module.name} ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('use only outputs that their modules have', () => {
    const wrong = each.flatMap(({ path, file }) =>
      file.paths
        .filter(([, second, ...more]) => second === 'outputs' && more.length === 1)
        .filter(([first = '', , output = '']) => {
          const target = modules.find(({ path: from, module }) => from === path && module.name === first)?.target;
          return target === undefined || !fileAt(target).outputs.some(({ name }) => name === output);
        })
        .map((names) => `${path}: ${names.join('.')}`),
    );
    expect(wrong).toEqual([]);
  });

  it('declare nothing that is not used, and use nothing that is not declared', () => {
    const wrong = each.flatMap(({ path, file }) => {
      const declared = [...file.parameters, ...file.variables].map(({ name }) => name);
      const symbols = [...file.resources, ...file.modules].map(({ name }) => name);
      const text = read(path);
      const local = [...text.matchAll(/\bfor (?:\((\w+), (\w+)\)|(\w+)) in/g)].flatMap((found) => found.slice(1));
      const known = [...declared, ...symbols, ...local];
      return [
        ...declared.filter((name) => !file.used.includes(name)).map((name) => `${name} is not used`),
        ...file.used.filter((name) => !known.includes(name)).map((name) => `${name} is not declared`),
      ].map((words) => `${path}: ${words}`);
    });
    expect(wrong).toEqual([]);
  });

  it('give every resource a type with the version of its shape', () => {
    const wrong = each.flatMap(({ path, file }) =>
      file.resources
        .filter(({ target }) => !/^Microsoft\.\w+\/[\w/]+@\d{4}-\d\d-\d\d(-preview)?$/.test(target))
        .map(({ target }) => `${path}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('need no resource provider that docs/install.md does not register', () => {
    const [, told = ''] = /^for name in (App .*); do\n {2}az provider register /m.exec(read('docs/install.md')) ?? [];
    const used = each.flatMap(({ file }) =>
      file.resources.map(({ target }) => /^Microsoft\.(\w+)/.exec(target)?.[1] ?? target),
    );
    // Authorization is always there; the nodes of a cluster are of Compute.
    const needed = new Set([...used.filter((name) => name !== 'Authorization'), 'Compute']);
    expect(told.split(' ')).toEqual([...needed].sort());
  });

  it('name no place, but for what is everywhere', () => {
    const wrong = each.flatMap(({ path, file }) =>
      file.resources
        .filter(({ isExisting }) => !isExisting)
        .map(({ name, body }) => ({ place: under(body, 'location'), name }))
        .filter(({ place }) => place?.kind === 'text' && place.text !== 'global')
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
    const defaults = each.flatMap(({ file }) => file.parameters.filter(({ name }) => name === 'location'));
    expect(defaults.filter((parameter) => parameter.default?.kind === 'text')).toEqual([]);
  });

  it('hold no secret: what is secret is a parameter that is marked so and has no default', () => {
    const secret = /password|secret|accounts$|accessList|key$/i;
    const wrong = each.flatMap(({ path, file }) =>
      file.parameters
        .filter(({ name, type }) => secret.test(name) && type === 'string')
        .filter(({ isSecure, hasDefault }) => !isSecure || hasDefault)
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
    const longValues = each.flatMap(({ path, file }) =>
      file.strings
        .filter(({ text }) => /^[A-Za-z0-9+/_=-]{24,}$/.test(text) && !publicWords.test(text))
        .map(({ line }) => `${path}:${line}`),
    );
    expect(longValues).toEqual([]);
  });

  it('give out no secret', () => {
    const given = each.flatMap(({ path, file }) =>
      file.outputs
        .filter(({ text }) => /password|listKeys|primaryKey|value/i.test(text))
        .map(({ name }) => `${path}: ${name}`),
    );
    expect(given).toEqual([]);
  });

  it('open with a comment that says what they make', () => {
    expect(paths.filter((path) => !/^\/\/ [A-Z].+\./.test(read(path)))).toEqual([]);
  });
});

describe('the cluster', () => {
  const { resources } = fileAt('infra/modules/aks.bicep');
  const bodyOf = (name: string) => resources.find((resource) => resource.name === name)?.body;

  it('has an identity that may join the subnet before it is made', () => {
    expect(under(bodyOf('cluster'), 'identity', 'type')).toMatchObject({ text: 'UserAssigned' });
    expect(itemsOf(under(bodyOf('cluster'), 'dependsOn')).map(wordOf)).toEqual(['joins']);
    expect(wordOf(under(bodyOf('joins'), 'scope'))).toBe('apps');
    expect(wordOf(under(bodyOf('joins'), 'properties', 'principalId'))).toBe('clusterIdentity.properties.principalId');
  });
});

describe('what is private', () => {
  const all = each.flatMap(({ file }) => file.resources);
  const ofType = (type: string) => all.filter(({ target, isExisting }) => target.startsWith(`${type}@`) && !isExisting);
  const said = (type: string, ...keys: readonly string[]) =>
    ofType(type).map(({ body }) => under(body, 'properties', ...keys));

  it.each([
    ['Microsoft.KeyVault/vaults', ['publicNetworkAccess'], 'disabled'],
    ['Microsoft.KeyVault/vaults', ['enableRbacAuthorization'], 'true'],
    ['Microsoft.KeyVault/vaults', ['enablePurgeProtection'], 'true'],
    ['Microsoft.KeyVault/vaults', ['networkAcls', 'defaultAction'], 'Deny'],
    ['Microsoft.Cache/redisEnterprise', ['publicNetworkAccess'], 'Disabled'],
    ['Microsoft.Cache/redisEnterprise/databases', ['clientProtocol'], 'Encrypted'],
    ['Microsoft.Cache/redisEnterprise/databases', ['evictionPolicy'], 'NoEviction'],
    ['Microsoft.BotService/botServices', ['disableLocalAuth'], 'true'],
  ] as const)('%s has %j %s', (type, keys, wanted) => {
    expect(said(type, ...keys)).toEqual([expect.objectContaining({ text: wanted })]);
  });

  it('PostgreSQL lives in a subnet of its own and asks for TLS', () => {
    expect(said('Microsoft.DBforPostgreSQL/flexibleServers', 'network', 'delegatedSubnetResourceId')).toEqual([
      expect.objectContaining({ text: 'subnetId' }),
    ]);
    const setting = ofType('Microsoft.DBforPostgreSQL/flexibleServers/configurations');
    expect(setting.map(({ body }) => [under(body, 'name'), under(body, 'properties', 'value')])).toEqual([
      [expect.objectContaining({ text: 'require_secure_transport' }), expect.objectContaining({ text: 'on' })],
    ]);
  });

  it('only the bot is reached from outside, over HTTPS', () => {
    const ingress = ofType('Microsoft.App/containerApps').map(({ name, body }) => ({
      name,
      ingress: under(body, 'properties', 'configuration', 'ingress'),
    }));
    expect(ingress.filter(({ ingress: open }) => open !== undefined).map(({ name }) => name)).toEqual(['bot']);
    expect(under(ingress[0]?.ingress, 'allowInsecure')).toMatchObject({ text: 'false' });
  });
});
