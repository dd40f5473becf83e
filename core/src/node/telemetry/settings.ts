// The settings of traces, by their standard names; both processes have them.
import { z } from 'zod';

const pairs = z
  .string()
  .transform((text) => text.split(',').filter((pair) => pair.trim() !== ''))
  .refine((all) => all.every((pair) => /^[^=]+=/.test(pair)), 'name=value, separated by commas')
  .transform((all) => Object.fromEntries(all.map(pairOf)));

/** Names and values may be written as in an address (%20 for a space). */
function pairOf(pair: string): readonly [name: string, value: string] {
  const at = pair.indexOf('=');
  return [plain(pair.slice(0, at)), plain(pair.slice(at + 1))];
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim();
  }
}

/** Part of a process's schema. Without an endpoint nothing is traced. */
export const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.optional(),
  OTEL_SERVICE_NAME: z.string().max(100).optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs.optional(),
};

export type TraceSettings = {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: Readonly<Record<string, string>> | undefined;
  readonly OTEL_SERVICE_NAME?: string | undefined;
  readonly OTEL_RESOURCE_ATTRIBUTES?: Readonly<Record<string, string>> | undefined;
};

/** `instance` tells apart those who run the same service. */
export type Service = { readonly name: string; readonly version: string; readonly instance: string };
