// JSON logs by pino. Every line has the fields of the work it belongs to; secrets are struck out of the finished line.
import { AppError } from '@repsys/core';
import { type DestinationStream, type Logger, pino } from 'pino';
import { scrubber } from './scrub.ts';
import { boundFields } from './telemetry/scope.ts';

export type { Logger };

/** `secrets`: values that must not appear, whatever says them. `to`: instead of stdout. */
export type LogOptions = { readonly secrets?: readonly string[]; readonly to?: DestinationStream };

/** A logger that names its process. Level by LOG_LEVEL; bind run and company with `.child()`, or for all that is called with `binding`. */
export function createLogger(name: string, level = 'info', { secrets = [], to }: LogOptions = {}): Logger {
  const options = {
    name,
    level,
    mixin: boundFields,
    serializers: { error: tell, cause: tell, err: tell },
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: scrubber(secrets) },
  };
  return to ? pino(options, to) : pino(options);
}

const deepest = 4;
const tell = (error: unknown): unknown => told(error);

/** An error as a log may have it: what is named here and nothing else, since errors of libraries carry whole requests. */
function told(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? String(error) : error;
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...codeOf(error),
    ...(error instanceof AppError ? { details: error.details } : { stack }),
    ...(cause !== undefined && depth < deepest && { cause: told(cause, depth + 1) }),
  };
}

function codeOf(error: Error): object {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' || typeof code === 'number' ? { code } : {};
}
