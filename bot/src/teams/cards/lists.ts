// What lists of runs have in common: a heading, rows that read well on a phone, a word for the rows left out.
import type { RunParameters } from '@repsys/core';
import { say } from './actions.ts';
import { box, type Card, card, type Element, fitted, heading, line, piece, quiet } from './card.ts';
import { listStrings as strings } from './strings.ts';
import { periods } from './words.ts';

/** The run of a row, as people know it. `who`: the requester's name. */
export type ListedRun = {
  readonly run: number;
  readonly reportTitle: string;
  readonly companyName: string;
  readonly company: number;
  readonly parameters: Pick<RunParameters, 'from' | 'to'>;
  readonly who?: string;
};

/** `Place 2 · Trial balance · 2024-03`, and below it company, requester and run. */
export function runLines(state: string, listed: ListedRun): readonly Element[] {
  const { from, to } = listed.parameters;
  const facts = [
    strings.company(shortened(listed.companyName), listed.company),
    ...(listed.who === undefined ? [] : [strings.askedBy(shortened(listed.who))]),
    strings.run(listed.run).toLowerCase(),
  ];
  return [
    line([piece(state, { weight: 'Bolder' }), piece(` · ${shortened(listed.reportTitle)} · ${periods(from, to)}`)]),
    quiet(facts.join(' · '), { spacing: 'None' }),
  ];
}

const shortened = (text: string): string => [...text].slice(0, 60).join('');

/** A list to draw. `rows`: the elements of each row, of which `most` are shown. `total` counts those that were left out before, too. `narrowed`: some companies are left out. */
export type ListModel = {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly (readonly Element[])[];
  readonly most: number;
  readonly total: number;
  readonly narrowed: boolean;
};

/** One card of a list. */
export function listCard(list: ListModel): Card {
  return fitted(list.rows, list.most, (shown) => drawn(list, shown, list.total - shown.length));
}

function drawn({ title, text, narrowed }: ListModel, rows: ListModel['rows'], left: number): Card {
  const body = [
    heading(title, 'Medium'),
    quiet(text, { spacing: 'None' }),
    ...rows.map((items) => box(items, { separator: true, spacing: 'Medium' })),
    ...(left > 0 ? [quiet(strings.more(left))] : []),
    ...(narrowed ? [quiet(strings.withheld)] : []),
  ];
  const actions = rows.length === 0 && left === 0 ? strings.emptyButtons.map(say) : [];
  return card(`${title}. ${text}`, body, { wide: true, actions });
}
