// Spans, thin: a piece of work with a name, inside the one that called it. Without a tracer in scope they cost nothing.

import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { asAppError } from '@repsys/core';
import { type Fields, scope, within } from './scope.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * `parent` is a traceparent that was kept with a run or a request; the span then belongs there, linked to where it was begun.
 * Attributes hold numbers and names of ours, never a text from outside.
 */
export type SpanFacts = {
  readonly kind?: keyof typeof kinds;
  readonly attributes?: Attributes;
  readonly parent?: string | null | undefined;
};

const traceparentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span at work as W3C traceparent, to be kept with what follows later; undefined when nothing is traced. */
export function traceparent(): string | undefined {
  const found = scope().span?.spanContext();
  if (!found || !trace.isSpanContextValid(found)) return undefined;
  return `00-${found.traceId}-${found.spanId}-${(found.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`;
}

function contextOf(parent: string | null | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = '00'] = traceparentForm.exec(parent ?? '') ?? [];
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return trace.isSpanContextValid(found) ? found : undefined;
}

/** Opens a span of `tracer`; below `outer` unless its facts name another parent. */
export function openSpan(tracer: Tracer, name: string, facts: SpanFacts, outer: Span | undefined): Span {
  const kept = contextOf(facts.parent);
  const parent: Context = kept ? trace.setSpanContext(ROOT_CONTEXT, kept) : below(outer);
  const links: Link[] = kept && outer ? [{ context: outer.spanContext() }] : [];
  const { kind = 'internal', attributes = {} } = facts;
  return tracer.startSpan(name, { kind: kinds[kind], attributes, links }, parent);
}

const below = (outer: Span | undefined): Context => (outer ? trace.setSpan(ROOT_CONTEXT, outer) : ROOT_CONTEXT);

/** Does `work` in a span of the tracer in scope, below the span in scope. */
export async function span<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const outer = scope();
  if (!outer.tracer) return work();
  return spanning(openSpan(outer.tracer, name, facts, outer.span), outer.tracer, outer.bound, work);
}

/** Does `work` with an open span in scope, and ends it. */
export async function spanning<T>(open: Span, tracer: Tracer, bound: Fields, work: () => Promise<T>): Promise<T> {
  try {
    return await within({ bound, tracer, span: open }, work);
  } catch (error) {
    blame(open, error);
    throw error;
  } finally {
    open.end();
  }
}

/** Begins a span that the returned function ends; for work that is no one function, as a stream. */
export function beginSpan(name: string, facts: SpanFacts): (attributes: Attributes, error?: unknown) => void {
  const { tracer, span: outer } = scope();
  if (!tracer) return () => undefined;
  const open = openSpan(tracer, name, facts, outer);
  return (attributes, error) => {
    open.setAttributes(attributes);
    if (error !== undefined) blame(open, error);
    open.end();
  };
}

/** Adds to the span in scope. */
export function annotate(attributes: Attributes): void {
  scope().span?.setAttributes(attributes);
}

/** Says that the span in scope came to nothing, although nothing was thrown. */
export function failSpan(error: unknown): void {
  const { span: open } = scope();
  if (open) blame(open, error);
}

/** The code alone: a message may hold words from outside. */
function blame(open: Span, error: unknown): void {
  const { code } = asAppError(error);
  open.setStatus({ code: SpanStatusCode.ERROR, message: code });
  open.setAttribute('error.type', code);
}
