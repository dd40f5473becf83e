// What a step of a pipeline is. The engine knows order, progress, time, abort and what may be skipped; no accounting.

/** What a step left behind: how many rows, and a hash of their content. `note` is for people. */
export type StepOutcome = { readonly rows: number; readonly hash: string; readonly note?: string };

/** What the engine lends to a running step. */
export type StepTools = {
  readonly signal: AbortSignal;
  /** Reports rows so far; as often as you like. */
  progress(rows: number): void;
  /** The hash of everything that decides this step's result, to be kept with it. */
  readonly inputsHash: string;
};

/**
 * One step. `needs`: names of the steps whose results it reads. `reads`: an outside system (its result ages) or only the
 * warehouse (its result follows from its inputs). `inputs`: what else decides the result, as plain data.
 */
export type Step<Context> = {
  readonly name: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly reads: 'outside' | 'warehouse';
  inputs(context: Context): unknown;
  run(context: Context, tools: StepTools): Promise<StepOutcome>;
};
