// The sandbox's memory of what it was asked, so that a test can prove what was asked again and what was not.
import { type Inputs, inputText } from './data-source.ts';

/** Calls with the same data source, company and inputs. `at` are ISO timestamps, `faults` the faults that struck. */
export type CallCount = {
  readonly key: number;
  readonly company: number;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly accountFrom: string;
  readonly accountTo: string;
  readonly count: number;
  readonly faults: readonly string[];
  readonly at: readonly string[];
};

/** Counts calls. */
export type CallBook = {
  readonly note: (key: number, company: number, inputs: Inputs, fault: string | undefined) => void;
  readonly clear: () => void;
  readonly list: () => readonly CallCount[];
};

/** An empty book of calls. */
export function callBook(): CallBook {
  const counts = new Map<string, CallCount>();
  return {
    note: (key, company, inputs, fault) => {
      const asked = {
        key,
        company,
        periodStart: inputText(inputs, 'Period_Start'),
        periodEnd: inputText(inputs, 'Period_End'),
        accountFrom: inputText(inputs, 'Account_No_From'),
        accountTo: inputText(inputs, 'Account_No_To'),
      };
      const id = JSON.stringify(asked);
      const before = counts.get(id) ?? { ...asked, count: 0, faults: [], at: [] };
      const faults = fault ? [...before.faults, fault] : before.faults;
      counts.set(id, { ...before, count: before.count + 1, faults, at: [...before.at, new Date().toISOString()] });
    },
    clear: () => counts.clear(),
    list: () => [...counts.values()],
  };
}
