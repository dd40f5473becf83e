// What is different from the run before that delivered these periods.
import { Body1, Subtitle2 } from '@fluentui/react-components';
import { type ChangesAnswer, formatPeriod } from '@repsys/core';
import { useLoaded } from '../../api/use-loaded.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { amount } from '../../words.ts';

export function Changes({ run }: { readonly run: number }) {
  const { api } = useSession();
  const changes = useLoaded(`changes ${run}`, (signal) => api.call('changes', { params: { run }, signal }));
  return (
    <section aria-label={runStrings.changes}>
      <Subtitle2 as="h3">{runStrings.changes}</Subtitle2>
      <FailureBar failure={changes.failure} retry={changes.reload} />
      {changes.loading && <SkeletonRows rows={3} />}
      {changes.value && (
        <>
          <Body1 block role="status">
            {summaryOf(changes.value)}
          </Body1>
          {changes.value.changes.length > 0 && <ChangeTable changes={changes.value.changes} />}
        </>
      )}
    </section>
  );
}

function summaryOf({ earlier, found, changes, complete }: ChangesAnswer): string {
  if (!earlier) return runStrings.noEarlier;
  if (found === 0) return runStrings.noChanges(earlier.run);
  const text = runStrings.changed(found, earlier.run, changes.length);
  return complete ? text : `${text} ${runStrings.incomplete}`;
}

function ChangeTable({ changes }: Pick<ChangesAnswer, 'changes'>) {
  const { movement, balance, before, now } = runStrings;
  const columns = [`${movement} ${before}`, `${movement} ${now}`, `${balance} ${before}`, `${balance} ${now}`];
  return (
    <ScrollBox label={runStrings.changes}>
      <table>
        <thead>
          <tr>
            <th scope="col">{runStrings.account}</th>
            <th scope="col">{runStrings.period}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.account} ${change.period}`}>
              <th scope="row">{change.account}</th>
              <td>{formatPeriod(change.period)}</td>
              <td className="number">{amount(change.movement?.before)}</td>
              <td className="number">{amount(change.movement?.now)}</td>
              <td className="number">{amount(change.balance?.before)}</td>
              <td className="number">{amount(change.balance?.now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
