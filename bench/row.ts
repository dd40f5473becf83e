// What every bench reports: one line of the table that `npm run bench` prints.

/** `ok`: the target is met; lines without a target are ok. */
export type BenchRow = {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly ok: boolean;
};
