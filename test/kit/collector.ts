// A collector of traces: takes OTLP over HTTP in JSON, keeps the spans, and can be made to refuse.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const valueSchema = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const attributesSchema = z.array(z.object({ key: z.string(), value: valueSchema }));
const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: attributesSchema }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes: attributesSchema.default([]),
              links: z.array(z.object({ traceId: z.string() })).default([]),
              status: z.object({ code: z.number().optional(), message: z.string().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Plain = Readonly<Record<string, unknown>>;

export type Collected = {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly attributes: Plain;
  readonly resource: Plain;
  readonly links: readonly string[];
  /** The error's code; '' when it ended well. */
  readonly failure: string;
};

export type Collector = {
  readonly url: string;
  readonly spans: readonly Collected[];
  /** Everything that came, as text. */
  readonly raw: readonly string[];
  readonly refused: number;
  /** Answers 503 until told otherwise. */
  refuse(refusing: boolean): void;
  /** Waits until these spans have come. */
  until(names: readonly string[]): Promise<readonly Collected[]>;
  close(): Promise<void>;
};

const plain = (attributes: z.infer<typeof attributesSchema>): Plain =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

function spansIn(body: z.infer<typeof bodySchema>): readonly Collected[] {
  return body.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ traceId, spanId, parentSpanId, name, attributes, links, status }) => ({
        trace: traceId,
        id: spanId,
        parent: parentSpanId || undefined,
        name,
        attributes: plain(attributes),
        resource: plain(resource.attributes),
        links: links.map((link) => link.traceId),
        failure: status.code === 2 ? (status.message ?? '?') : '',
      })),
  );
}

/** Opens it on loopback. */
export async function openCollector(): Promise<Collector> {
  const spans: Collected[] = [];
  const raw: string[] = [];
  let refusing = false;
  let refused = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (refusing) {
      refused += 1;
      response.statusCode = 503;
      return void response.end();
    }
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    raw.push(text);
    spans.push(...spansIn(bodySchema.parse(JSON.parse(text))));
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    raw,
    get refused() {
      return refused;
    },
    refuse(value) {
      refusing = value;
    },
    until: (names) => until(spans, names),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function until(spans: readonly Collected[], names: readonly string[]): Promise<readonly Collected[]> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(50)) {
    if (names.every((name) => spans.some((span) => span.name === name))) return spans;
  }
  throw new Error(`Not all of ${names.join(', ')} came; there are ${spans.map(({ name }) => name).join(', ')}`);
}
