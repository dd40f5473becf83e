// Answers in the reader's language: what a report says of itself, as the report has published it.
import { type Translations, translated } from '@repsys/core';
import { type Database, publishedReports } from '@repsys/core/node';

/** The members of answers that hold words of a report. */
const told: ReadonlySet<string> = new Set(['title', 'reportTitle', 'stepTitle', 'summary', 'note']);

/** The answer in the first language of an Accept-Language header; as it is in English, and where no report knows that language. */
export async function inLanguage(database: Database, accepted: string | undefined, answer: unknown): Promise<unknown> {
  const language = /^\s*([a-z]{2})\b/i.exec(accepted ?? '')?.[1]?.toLowerCase() ?? 'en';
  if (language === 'en') return answer;
  const reports = await publishedReports(database);
  const known: Translations = Object.assign({}, ...reports.map(({ translations }) => translations?.[language] ?? {}));
  return Object.keys(known).length === 0 ? answer : inWords(answer, known);
}

function inWords(value: unknown, known: Translations): unknown {
  if (Array.isArray(value)) return value.map((each) => inWords(each, known));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => [
    name,
    typeof each === 'string' && told.has(name) ? translated(each, known) : inWords(each, known),
  ]);
  return Object.fromEntries(members);
}
