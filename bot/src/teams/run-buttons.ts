// Which buttons a run's card has, by where the run and its file stand. Each is bound to the card's asker and works once.
import type { DeliveryStatus, RunView } from '@repsys/core/node';
import { duration } from './cards/words.ts';

export type Wish = {
  readonly verb: 'cancel' | 'resume' | 'again' | 'send' | 'refresh';
  readonly title: string;
  readonly note?: string;
};

const send: Wish = { verb: 'send', title: 'Send again' };
const offerAgain: Wish = { verb: 'send', title: 'Offer again' };
const again: Wish = { verb: 'again', title: 'Run again' };
const cancel: Wish = { verb: 'cancel', title: 'Cancel' };

/** The buttons for a run whose file, if any, stands at `delivery`. */
export function wishesFor(run: RunView, delivery: DeliveryStatus | undefined): readonly Wish[] {
  switch (run.status) {
    case 'queued':
    case 'running':
      return [cancel];
    case 'succeeded':
      return [...(delivery === 'confirmed' ? [send] : delivery === 'given-up' ? [offerAgain] : []), again];
    case 'failed':
    case 'cancelled':
      return [resumeOf(run), again];
  }
}

function resumeOf({ steps, failure }: RunView): Wish {
  if (failure?.step === 'Checks') return { verb: 'resume', title: 'Resume', note: 'reads Plex again and checks anew' };
  const kept = steps.filter(({ status }) => status === 'done' || status === 'skipped');
  if (kept.length === 0) return { verb: 'resume', title: 'Resume' };
  const savedMs = kept.reduce(
    (sum, { startedAt, finishedAt }) => sum + ((finishedAt ?? 0) - (startedAt ?? finishedAt ?? 0)),
    0,
  );
  const steps_ = kept.length === 1 ? 'step 1' : `steps 1 to ${kept.length}`;
  const saved = savedMs < 1_000 ? '' : ` and saves about ${duration(savedMs)}`;
  return { verb: 'resume', title: 'Resume', note: `keeps ${steps_} as finished${saved}` };
}
