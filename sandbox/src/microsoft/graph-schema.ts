// Holds requests and answers against a slice of Microsoft Graph's published description (OpenAPI 3.0, JSON).
import { readFileSync } from 'node:fs';

type Json = Readonly<Record<string, unknown>>;
type Route = { readonly pattern: RegExp; readonly template: string; readonly operation: Json };

/** A description; every method gives what is wrong in words, or nothing. */
export type GraphSchema = {
  request(method: string, path: string, body: unknown): readonly string[];
  answer(method: string, path: string, status: number, body: unknown): readonly string[];
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);

/** Reads a description from a JSON file. Paths are those after /v1.0. */
export function readGraphSchema(file: string | URL): GraphSchema {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const routes = routesOf(document);
  const routeOf = (method: string, path: string) =>
    routes.find(({ template, pattern }) => template.startsWith(`${method.toLowerCase()} `) && pattern.test(path));
  const content = (holder: unknown) => at(holder, 'content', 'application/json', 'schema');
  return {
    request: (method, path, body) => {
      const route = routeOf(method, path);
      if (!route) return [`${method} ${path} is not in the description`];
      const wanted = at(route.operation, 'requestBody');
      if (wanted === undefined) return body === undefined ? [] : [`${method} ${path} takes no body`];
      if (body === undefined) return [`${method} ${path} needs a body`];
      return problems(document, content(wanted), body, 'body');
    },
    answer: (method, path, status, body) => {
      const responses = at(routeOf(method, path)?.operation, 'responses');
      const wanted = at(responses, String(status)) ?? at(responses, 'default');
      return problems(document, content(wanted), body, `answer ${status}`);
    },
  };
}

function routesOf(document: unknown): readonly Route[] {
  const paths = at(document, 'paths');
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, operations]) =>
    Object.entries(isObject(operations) ? operations : {}).flatMap(([method, operation]) =>
      isObject(operation) ? [{ template: `${method} ${path}`, pattern: patternOf(path), operation }] : [],
    ),
  );
}

/** A place like {path} may hold folders, any other one holds a single name. */
function patternOf(path: string): RegExp {
  const text = path
    .split(/(\{\w+\})/)
    .map((part) =>
      part === '{path}' ? '[^:]+' : part.startsWith('{') ? '[^/:]+' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${text}$`);
}

function problems(document: unknown, schema: unknown, value: unknown, place: string): readonly string[] {
  if (!isObject(schema)) return [];
  const { $ref: reference, anyOf, nullable, enum: allowed, type } = schema;
  if (typeof reference === 'string')
    return problems(document, at(document, ...reference.slice(2).split('/')), value, place);
  if (Array.isArray(anyOf)) {
    const tried = anyOf.map((each) => problems(document, each, value, place));
    return tried.some((found) => found.length === 0) ? [] : (tried[0] ?? []);
  }
  if (value === null && nullable === true) return [];
  if (Array.isArray(allowed) && !allowed.includes(value)) return [`${place} is not one of ${allowed.join(', ')}`];
  if (!isOfType(type, value)) return [`${place} is no ${String(type)}`];
  if (type === 'array' && Array.isArray(value))
    return value.flatMap((each, index) => problems(document, schema.items, each, `${place}[${index}]`));
  return isObject(value) ? objectProblems(document, schema, value, place) : formatProblems(schema, value, place);
}

function objectProblems(document: unknown, schema: Json, value: Json, place: string): readonly string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = isObject(properties) ? properties : {};
  const missing = Array.isArray(required) ? required.filter((name) => value[String(name)] === undefined) : [];
  const inside = Object.entries(value).flatMap(([name, each]) => {
    if (known[name] !== undefined) return problems(document, known[name], each, `${place}.${name}`);
    return additionalProperties === false ? [`${place}.${name} is not in the description`] : [];
  });
  return [...missing.map((name) => `${place}.${String(name)} is missing`), ...inside];
}

function isOfType(type: unknown, value: unknown): boolean {
  if (type === undefined) return true;
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function formatProblems({ format }: Json, value: unknown, place: string): readonly string[] {
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
  return format === 'date-time' && !isDate ? [`${place} is no date-time`] : [];
}
