// Where a check fails: account, period, ours, theirs; only what its differences have.
import { type ApiRun, formatPeriod, type Period } from '@repsys/core';
import type { ReactNode } from 'react';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { runStrings } from '../../strings.ts';
import { amount } from '../../words.ts';

type Check = ApiRun['checks'][number];
type Difference = Check['differences'][number];
type Column = keyof typeof columns;

const columns = {
  account: { title: runStrings.account, isNumber: false, text: ({ account }: Difference) => account },
  period: {
    title: runStrings.period,
    isNumber: false,
    text: ({ period }: Difference) => (period === undefined ? undefined : formatPeriod(period as Period)),
  },
  ours: { title: runStrings.ours, isNumber: true, text: ({ ours }: Difference) => amount(ours) },
  theirs: { title: runStrings.theirs, isNumber: true, text: ({ theirs }: Difference) => amount(theirs) },
  note: { title: runStrings.note, isNumber: false, text: ({ note }: Difference) => note },
} as const;
const inOrder: readonly Column[] = ['account', 'period', 'ours', 'theirs', 'note'];

export function DifferenceTable({ check }: { readonly check: Check }) {
  const used = inOrder.filter((name) => check.differences.some((each) => each[name] !== undefined));
  return (
    <ScrollBox label={runStrings.differences(check.title)}>
      <table>
        <thead>
          <tr>
            {used.map((name) => (
              <th key={name} scope="col" className={classOf(name)}>
                {columns[name].title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {check.differences.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: differences have no name and never move
            <tr key={index}>{used.map((name) => cellOf(name, each))}</tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

const classOf = (name: Column): string => (columns[name].isNumber ? 'number' : name === 'note' ? '' : 'short');

function cellOf(name: Column, difference: Difference): ReactNode {
  const text = columns[name].text(difference);
  if (name === 'account' && text !== undefined) {
    return (
      <th key={name} scope="row">
        {text}
      </th>
    );
  }
  return (
    <td key={name} className={classOf(name)}>
      {text}
    </td>
  );
}
