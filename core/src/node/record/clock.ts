// Times that the record compares with one another come from one clock: PostgreSQL's. Those of the processes run apart.
import { sql } from 'kysely';

/** The moment at which PostgreSQL does the statement. */
export const now = sql<Date>`clock_timestamp()`;

/** So many milliseconds after that, or before it. */
export const inMs = (ms: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1_000})`;
