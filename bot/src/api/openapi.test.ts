// The description of the API holds: real answers are as it says, and so are real refusals.
import { type ApiRouteName, apiRoutes } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallOptions, companies, openTabWorld, type TabWorld } from './testing/tab-world.ts';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
type Operation = {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }>
  >;
};
type Page = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: { readonly Problem: JsonSchema } };
};

let tab: TabWorld;
let page: Page;
beforeAll(async () => {
  tab = await openTabWorld();
  page = (await (await tab.get('/api/openapi.json')).json()) as Page;
});
afterAll(() => tab?.close());

const operation = (name: ApiRouteName): Operation | undefined =>
  page.paths[apiRoutes[name].path]?.[apiRoutes[name].method.toLowerCase()];

const wish = { report: 'TB', company: companies.own, from: 202401, to: 202403 };
const withRun = async (status: 'failed' | 'queued' | 'succeeded'): Promise<CallOptions> => ({
  params: {
    run: await tab.run({ status, ...(status === 'succeeded' && { file: Buffer.from('x'), channel: 'chat' }) }),
  },
});
const calls: Readonly<Partial<Record<ApiRouteName, () => Promise<CallOptions> | CallOptions>>> = {
  me: () => ({}),
  reports: () => ({}),
  calendar: () => ({ params: { company: companies.own } }),
  trend: () => ({ params: { company: companies.own } }),
  outlook: () => ({ query: wish }),
  ask: () => ({ body: wish }),
  queue: () => ({}),
  runs: () => ({ query: { limit: 2 } }),
  run: () => withRun('failed'),
  cancel: () => withRun('queued'),
  resume: () => withRun('failed'),
  again: () => withRun('succeeded'),
  deliveries: () => withRun('succeeded'),
  differences: async () => {
    const options = await withRun('succeeded');
    await tab.check(Number(options.params?.run), 'control');
    return { params: { ...options.params, check: 'control' } };
  },
  changes: () => withRun('succeeded'),
};

describe('the description', () => {
  it('is one of OpenAPI 3.1 with a name for every route', () => {
    expect(page.openapi).toBe('3.1.0');
    for (const name of Object.keys(apiRoutes) as ApiRouteName[]) expect(operation(name)?.operationId).toBe(name);
  });

  it('has every parameter of every path', () => {
    for (const [path, methods] of Object.entries(page.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const each of Object.values(methods) as { parameters?: { in: string; name: string }[] }[])
        expect(each.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? []).toEqual(names);
    }
  });

  it.each(Object.keys(calls) as ApiRouteName[])('says what %s answers', async (name) => {
    const { status, body } = await tab.call(name, 'operator', await calls[name]?.());
    const schema = operation(name)?.responses[status]?.content?.['application/json']?.schema;
    expect(schema).toBeDefined();
    expect(z.fromJSONSchema(schema ?? {}).safeParse(body).error).toBeUndefined();
  });

  it('says what a refusal is', async () => {
    const problem = z.fromJSONSchema(page.components.schemas.Problem);
    const refusals = [
      await tab.call('me', undefined),
      await tab.call('run', 'admin', { params: { run: 999_999 } }),
      await tab.call('ask', 'auditor', { body: wish }),
      await tab.call('ask', 'admin', { body: {} }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([401, 404, 403, 400]);
    for (const { body } of refusals) expect(problem.safeParse(body).error).toBeUndefined();
  });
});
