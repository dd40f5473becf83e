// Many who ask the record at the same moment, each for their own, are answered by one statement.

import DataLoader from 'dataloader';
import { isRefusal } from './database-errors.ts';
import { outside } from './telemetry/scope.ts';

const mostAtOnce = 50;

/**
 * `work`, called once for all values that come while the process has its hands full; what it gives tells, or throws, the
 * answer for each value. When it throws itself, everybody's call has failed; only what the record refused for one of the
 * values, and so left undone for all, is done for each of them alone.
 */
export function gathering<Source extends object, Value, Answer>(
  work: (source: Source, values: readonly Value[]) => Promise<(value: Value, place: number) => Answer>,
): (source: Source, value: Value) => Promise<Answer> {
  const loaders = new WeakMap<Source, DataLoader<Value, Answer>>();
  const answers = async (source: Source, values: readonly Value[]): Promise<(Answer | Error)[]> => {
    const answerFor = await outside(() => work(source, values));
    return values.map((value, place) => attempt(() => answerFor(value, place)));
  };
  const eachAlone = async (source: Source, values: readonly Value[]): Promise<(Answer | Error)[]> =>
    (await Promise.all(values.map((value) => answers(source, [value]).catch((error: Error) => [error])))).flat(1);
  const open = (source: Source) => {
    const batch = (values: readonly Value[]) =>
      answers(source, values).catch((error: unknown) => {
        if (values.length === 1 || !isRefusal(error)) throw error;
        return eachAlone(source, values);
      });
    const loader = new DataLoader(batch, { cache: false, maxBatchSize: mostAtOnce, batchScheduleFn: setImmediate });
    loaders.set(source, loader);
    return loader;
  };
  return (source, value) => (loaders.get(source) ?? open(source)).load(value);
}

/** The same for work that answers nothing. */
export const together = <Source extends object, Value>(
  work: (source: Source, values: readonly Value[]) => Promise<unknown>,
): ((source: Source, value: Value) => Promise<void>) =>
  gathering(async (source: Source, values: readonly Value[]) => {
    await work(source, values);
    return () => undefined;
  });

function attempt<Answer>(work: () => Answer): Answer | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
