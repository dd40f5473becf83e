// Where a check fails: account, period, ours, theirs.
import { type ApiRun, formatPeriod, type Period } from '@repsys/core';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { runStrings } from '../../strings.ts';
import { amount } from '../../words.ts';

type Check = ApiRun['checks'][number];

export function DifferenceTable({ check }: { readonly check: Check }) {
  return (
    <ScrollBox label={runStrings.differences(check.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{runStrings.account}</th>
            <th scope="col">{runStrings.period}</th>
            <th scope="col" className="number">
              {runStrings.ours}
            </th>
            <th scope="col" className="number">
              {runStrings.theirs}
            </th>
            <th scope="col">{runStrings.note}</th>
          </tr>
        </thead>
        <tbody>
          {check.differences.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: differences have no name and never move
            <tr key={index}>
              {each.account === undefined ? <td /> : <th scope="row">{each.account}</th>}
              <td>{each.period === undefined ? '' : formatPeriod(each.period as Period)}</td>
              <td className="number">{amount(each.ours)}</td>
              <td className="number">{amount(each.theirs)}</td>
              <td>{each.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
