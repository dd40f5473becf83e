// Whether this runner reaches PostgreSQL. While it does not, it takes no work: others do.
import { type Database, isUnreachable, type Listener, type Logger } from '@repsys/core/node';

export type Reach = {
  /** Something of PostgreSQL went unanswered: no work is taken until a new connection gets through. */
  doubt(error: unknown): void;
  /** Does `work`, unless PostgreSQL is out of reach; when it was, a new connection is tried first. */
  through(work: () => Promise<unknown>): Promise<void>;
};

type Taking = Pick<Listener, 'pause' | 'resume'>;

/** Begins in reach. */
export function openReach(database: Pick<Database, 'reach'>, listener: Taking, log: Logger): Reach {
  let isDoubted = false;
  const doubt = (error: unknown) => {
    if (!isUnreachable(error) || isDoubted) return;
    isDoubted = true;
    listener.pause();
    log.warn({ error }, 'PostgreSQL is out of reach; no work is taken');
  };
  const prove = async () => {
    await database.reach();
    isDoubted = false;
    listener.resume();
    log.info('PostgreSQL is in reach again; work is taken');
  };
  return {
    doubt,
    async through(work) {
      try {
        if (isDoubted) await prove();
        await work();
      } catch (error) {
        doubt(error);
        throw error;
      }
    },
  };
}
