// Holding a delivery while somebody works on it: signs of life, so that another bot takes it over only when this one is gone.
import { awaitProof, type Database } from '@repsys/core/node';

/** Whoever works on a delivery gives a sign of life more often than this, else another bot takes it over. */
export const silenceMs = 60_000;

/** Holds a delivery for as long as `work` takes. */
export async function holding<T>(
  database: Database,
  delivery: number,
  receipt: object,
  work: () => Promise<T>,
): Promise<T> {
  const beat = () => awaitProof(database, delivery, silenceMs, { ...receipt });
  await beat();
  const beats = setInterval(() => void beat().catch(() => undefined), silenceMs / 3);
  return work().finally(() => clearInterval(beats));
}
