// The API described for machines (OpenAPI 3.1), generated from the same schemas that parse and answer.
import {
  type ApiRoute,
  apiRoutes,
  idempotencyHeader,
  idempotencyKeySchema,
  problemMediaType,
  problemSchema,
} from '@repsys/core';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** The whole description. */
export function openApiPage(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries<ApiRoute>(apiRoutes))
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) };
  return {
    openapi: '3.1.0',
    info: { title: 'Reports', version: '1', description: 'The API of the tab. Live events: WebSocket at /api/live.' },
    security: [{ teams: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: { teams: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationOf(name: string, route: ApiRoute): Json {
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    ...(route.keyed ? [keyParameter()] : []),
  ];
  return {
    operationId: name,
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: contentOf(schemaOf(route.body, 'input')) } }),
    responses: {
      [route.status]: { description: 'As asked', ...answerOf(route) },
      ...(route.file !== undefined && {
        206: { description: 'A range of the file', ...answerOf(route) },
        304: { description: 'The file is the one that is known' },
      }),
      default: { description: 'A refusal or failure', content: problemContent },
    },
  };
}

const problemContent = { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } };
const contentOf = (schema: Json): Json => ({ 'application/json': { schema } });

function answerOf({ answer, file }: ApiRoute): Json {
  if (answer) return { content: contentOf(schemaOf(answer, 'output')) };
  return file === undefined ? {} : { content: { [file]: { schema: { type: 'string', format: 'binary' } } } };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): readonly Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

const keyParameter = (): Json => ({
  name: idempotencyHeader,
  in: 'header',
  required: true,
  schema: schemaOf(idempotencyKeySchema, 'input'),
});

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
}
