// Faults that a test or a developer arms: what goes wrong, at which calls and how often.
import { z } from 'zod';

/** Everything that the sandbox can do wrong, with what it looks like on the wire. */
export const faultMeanings = {
  slow: 'the right answer after delayMs (2000)',
  hang: 'status, headers and some rows, then nothing more',
  'hang-before': 'the request is read and never answered',
  drip: 'the right answer, a few bytes at a time; delayMs between pieces (0)',
  'http-401': 'HTTP 401 although user and password are right',
  'http-429': 'HTTP 429 with Retry-After: 1',
  'http-500': 'HTTP 500 with a line of text',
  'http-503': 'HTTP 503 with a line of text',
  'html-page': 'HTTP 200 with an HTML page',
  'soap-fault': 'HTTP 500 with a SOAP Fault',
  'error-true': 'HTTP 200 with Error=true',
  'status-no': 'HTTP 200 with StatusNo 7 and Error=false',
  'wrong-row-count': 'RowCount is one more than the rows sent',
  truncated: 'the body ends cleanly in the middle of the XML',
  reset: 'the connection is reset after some rows',
  empty: 'success without ResultSets',
  doctype: 'a document type with entities before the envelope',
  huge: 'a well-formed answer of 60 MB, every row padded by an unknown column',
  'wrong-shape': 'a column that readers need is missing',
  'bad-cell': 'the middle row has the amount "abc"',
  'missing-account': 'every 50th row and the last one are left out and RowCount agrees',
} as const;

/** The name of a fault. */
export type FaultName = keyof typeof faultMeanings;

/** The names of all faults. */
export const faultNames = Object.keys(faultMeanings) as readonly FaultName[];

const count = z.number().int().min(0).max(1_000_000);

/** What `POST /faults` takes. Without key or company every call matches; `after` matching calls are spared first. */
export const faultSchema = z.strictObject({
  fault: z.enum(faultNames as [FaultName, ...FaultName[]]),
  times: z.union([count.min(1), z.literal('all')]).default(1),
  key: z.coerce.number().int().optional(),
  company: z.coerce.number().int().optional(),
  after: count.default(0),
  delayMs: count.optional(),
});

/** A fault as armed. */
export type Fault = z.infer<typeof faultSchema>;

/** A fault and what became of it so far. */
export type ArmedFault = Fault & { readonly spared: number; readonly struck: number };

/** The faults that are armed, oldest first. */
export type FaultBook = {
  readonly arm: (fault: Fault) => void;
  readonly clear: () => void;
  readonly list: () => readonly ArmedFault[];
  /** The fault that strikes this call, if any; counts it. */
  readonly strike: (call: { readonly key: number; readonly company: number }) => Fault | undefined;
};

/** An empty book of faults. */
export function faultBook(): FaultBook {
  let armed: ArmedFault[] = [];
  const replace = (old: ArmedFault, changed: Partial<ArmedFault>) => {
    armed = armed.map((each) => (each === old ? { ...old, ...changed } : each));
  };
  return {
    arm: (fault) => {
      armed.push({ ...fault, spared: 0, struck: 0 });
    },
    clear: () => {
      armed = [];
    },
    list: () => armed,
    strike: (call) => {
      for (const each of armed.filter((fault) => matches(fault, call))) {
        if (each.spared < each.after) replace(each, { spared: each.spared + 1 });
        else if (each.times === 'all' || each.struck < each.times) {
          replace(each, { struck: each.struck + 1 });
          return each;
        }
      }
      return undefined;
    },
  };
}

function matches(fault: Fault, call: { readonly key: number; readonly company: number }): boolean {
  return (fault.key ?? call.key) === call.key && (fault.company ?? call.company) === call.company;
}
