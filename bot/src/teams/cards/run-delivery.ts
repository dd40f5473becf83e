// Where the file of a run is: one line, and a link once it can be opened.
import { open } from './actions.ts';
import { type Element, line, type OpenUrl, piece } from './card.ts';
import type { DeliveryState, RunCardModel } from './run-model.ts';
import { elsewhereStrings, runStrings, deliveryStrings as strings } from './strings.ts';

const failed: readonly DeliveryState[] = ['failed', 'given-up'];
const undelivered: readonly DeliveryState[] = ['declined', 'expired', ...failed];
const explained: readonly DeliveryState[] = ['withheld', ...failed];

/** The line, once a file has been made. */
export function deliveryLines({ delivery, detail, lacking, tabUrl, run }: RunCardModel): readonly Element[] {
  if (!delivery || run.status !== 'succeeded') return [];
  if (detail === 'less' && !lacking) return [line([strings.less])];
  const { state, reason, elsewhere = false } = delivery;
  const told = (elsewhere ? elsewhereStrings[state] : undefined) ?? strings[state];
  const why = reason !== undefined && explained.includes(state) ? strings.reason(reason) : '';
  const kept = tabUrl === undefined ? strings.kept : strings.keptInTab;
  return [line([piece(told, { weight: 'Bolder' }), piece(why, {}, 240), undelivered.includes(state) ? kept : ''])];
}

/** Opens the file where it was put; nothing while it is on its way, or where it lies in somebody's own OneDrive. */
export const openFile = ({ delivery, detail, run }: RunCardModel): readonly OpenUrl[] =>
  detail === 'full' && run.status === 'succeeded'
    ? open(runStrings.openFile, delivery?.elsewhere ? undefined : delivery?.url)
    : [];
