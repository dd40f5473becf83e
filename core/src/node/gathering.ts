// Many who ask the record at the same moment, each for their own, are answered by one statement.

import DataLoader from 'dataloader';
import { outside } from './telemetry/scope.ts';

const mostAtOnce = 50;

/**
 * `work`, called once for all values that come while the process has its hands full; what it gives tells, or throws, the
 * answer for each value. When it throws itself, everybody's call has failed.
 */
export function gathering<Source extends object, Value, Answer>(
  work: (source: Source, values: readonly Value[]) => Promise<(value: Value, place: number) => Answer>,
): (source: Source, value: Value) => Promise<Answer> {
  const loaders = new WeakMap<Source, DataLoader<Value, Answer>>();
  const open = (source: Source) => {
    const answers = async (values: readonly Value[]) => {
      const answerFor = await outside(() => work(source, values));
      return values.map((value, place) => attempt(() => answerFor(value, place)));
    };
    const loader = new DataLoader(answers, { cache: false, maxBatchSize: mostAtOnce, batchScheduleFn: setImmediate });
    loaders.set(source, loader);
    return loader;
  };
  return (source, value) => (loaders.get(source) ?? open(source)).load(value);
}

function attempt<Answer>(work: () => Answer): Answer | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
