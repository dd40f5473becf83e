// Striking secrets out of a log line, wherever in it they stand: known ones by value, others by the form they come in.

type Rule = readonly [form: RegExp, instead: string];

/** Each begins where a word begins, and reads no character twice: a line takes as long as it is long, whatever stands in it. */
const rules: readonly Rule[] = [
  // A field whose name says that it is secret, at any depth.
  [
    /"([\w-]*(?:password|passwd|secret|token|authorization|cookie|api[_-]?key|assertion|uploadurl|connectionstring)|user|url)":"(?:[^"\\]|\\.)*"/gi,
    '"$1":"***"',
  ],
  // user:password@ in an address; some servers take a password alone.
  [/(?<![a-z0-9+.-])([a-z0-9+.-]+:\/\/)[^\s/@"'\\:]*:[^\s/@"'\\]+@/gi, '$1***@'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, '$1 ***'],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
  // A link that opens by itself.
  [/([?&](?:sig|tempauth|access_token|token|code|key|password|client_secret|assertion)=)[^&\s"'\\]+/gi, '$1***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, '***'],
];

/** Shorter values are words, not secrets: striking them out would make lines unreadable. */
const shortestSecret = 6;

/** A function that strikes out `secrets` (values), in each of the ways they may be written, and everything that looks like one. */
export function scrubber(secrets: readonly string[]): (line: string) => string {
  const values = [...new Set(secrets.flatMap(forms))].filter(({ length }) => length >= shortestSecret);
  const longestFirst = values.sort((one, other) => other.length - one.length);
  return (line) => {
    const known = longestFirst.reduce((left, value) => left.replaceAll(value, '***'), line);
    return rules.reduce((left, [form, instead]) => left.replace(form, instead), known);
  };
}

const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
];

const secretName = /PASSWORD|SECRET|TOKEN|HEADERS/;

/** The secrets in a process's settings: values of such names, and passwords in addresses. */
export function secretsIn(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (secretName.test(name)) return textsIn(value);
    return typeof value === 'string' ? passwordIn(value) : [];
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function passwordIn(address: string): readonly string[] {
  const [, written] = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(address) ?? [];
  if (written === undefined) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
