// What the Bot Framework posts, made safe before anything reads it: no deeper than an activity is, and text that can be stored.
import type { Activity } from 'botbuilder';

const deepest = 32;

/** The activity without what PostgreSQL cannot keep; undefined when it is nested deeper than any activity. */
export function safeActivity(body: unknown): Activity | undefined {
  try {
    return safe(body, 0) as Activity;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function safe(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new RangeError('too deep');
  if (typeof value === 'string') return safeText(value);
  if (Array.isArray(value)) return value.map((each) => safe(each, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, each]) => [safeText(key), safe(each, depth + 1)]));
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const safeText = (text: string): string => text.replaceAll('\0', '').replace(loneSurrogate, '\uFFFD');
