// JSON logs by pino; whatever may hold a secret is struck out.
import { type Logger, pino } from 'pino';

export type { Logger };

const secretPaths = [
  'password',
  'user',
  'authorization',
  'headers.authorization',
  'url',
  '*.password',
  '*.authorization',
  '*.token',
];

/** A logger that names its process. Level by LOG_LEVEL; bind run, step and company with `.child()`. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    redact: { paths: secretPaths, censor: '***' },
    serializers: { error: pino.stdSerializers.err },
    base: { name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
