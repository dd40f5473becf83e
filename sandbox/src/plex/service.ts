// The web service behind the wire: who may ask what, and what the data sources answer. Knows nothing of HTTP or XML.
import type { ServedCompany } from './companies.ts';
import { type DataSource, type Inputs, inputText, Rejection } from './data-source.ts';
import { dataSources } from './data-sources.ts';
import { type Ledger, openLedger } from './ledger.ts';
import type { ExecutionResult } from './soap-envelope.ts';

/** The service on a day that can be changed. */
export type Service = {
  readonly today: () => string;
  readonly setToday: (day: string) => void;
  /** Executes a data source for the company whose account asks. Never throws for a bad request: the result says Error=true. */
  readonly execute: (company: ServedCompany, key: string, inputs: Inputs) => ExecutionResult;
};

/** Starts the service on `today`. Ledgers are opened when first asked for and forgotten when the day changes. */
export function plexService(today: string): Service {
  let day = today;
  const ledgers = new Map<number, Ledger>();
  const ledgerOf = ({ number, books }: ServedCompany): Ledger => {
    const ledger = ledgers.get(number) ?? openLedger(books, day);
    ledgers.set(number, ledger);
    return ledger;
  };
  return {
    today: () => day,
    setToday: (next) => {
      day = next;
      ledgers.clear();
    },
    execute: (company, key, inputs) => {
      const source = dataSources.get(Number(key));
      try {
        if (!source) throw new Rejection(`Data source "${key}" is not known or not granted to this account.`);
        checkInputs(source, company.number, inputs);
        const table = { columns: source.columns, ...source.answer(ledgerOf(company), inputs) };
        return { ...statusOf(source, key), statusNo: 0, error: false, message: 'Success', table };
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        return { ...statusOf(source, key), statusNo: 1, error: true, message: error.message };
      }
    },
  };
}

function statusOf(source: DataSource | undefined, key: string) {
  return { key: source?.key ?? (Number.parseInt(key, 10) || 0), name: source?.name ?? '' };
}

function checkInputs(source: DataSource, company: number, inputs: Inputs): void {
  const missing = source.inputs.find(({ name, required }) => required && inputText(inputs, name) === '');
  if (missing) throw new Rejection(`Required input @${missing.name} is missing.`);
  const known = new Set(source.inputs.map(({ name }) => name.toLowerCase()));
  const unknown = [...inputs.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) throw new Rejection(`Data source ${source.key} has no input "${unknown}".`);
  const asked = (inputText(inputs, 'PCNs') || inputText(inputs, 'PCN')).split(',').map((each) => each.trim());
  const foreign = asked.find((each) => each !== String(company));
  if (foreign !== undefined) throw new Rejection(`This account may not see PCN ${foreign}.`);
}
