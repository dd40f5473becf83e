// What is different from an earlier delivery: the run before of the same periods, or any other that shares some of them.
import { Body1, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { type ChangesAnswer, formatPeriod } from '@repsys/core';
import { useState } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { ChoiceField } from '../../components/choice-field.tsx';
import { FailureBar } from '../../components/failure-bar.tsx';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { amount, moment, periods } from '../../words.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function Changes({ run }: { readonly run: number }) {
  const styles = useStyles();
  const { api } = useSession();
  const [chosen, setChosen] = useState<number>();
  const query = { earlier: chosen };
  const changes = useLoaded(`changes ${run} ${chosen}`, (signal) =>
    api.call('changes', { params: { run }, query, signal }),
  );
  // While another one is fetched the list stays where it is.
  const [known, setKnown] = useState<ChangesAnswer>();
  if (changes.value && changes.value !== known) setKnown(changes.value);
  return (
    <section className={styles.root} aria-label={runStrings.changes}>
      <Subtitle2 as="h3">{runStrings.changes}</Subtitle2>
      {known && known.others.length > 1 && (
        <ChoiceField
          label={runStrings.comparedWith}
          required={false}
          options={known.others.map((each) => ({ value: String(each.run), text: earlierText(each) }))}
          value={String(chosen ?? known.earlier?.run)}
          choose={(value) => setChosen(Number(value))}
        />
      )}
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

const earlierText = ({ run, finishedAt, kept, ...range }: ChangesAnswer['others'][number]): string =>
  runStrings.earlierRun(run, periods(range), finishedAt === null ? '' : moment(finishedAt), kept);

function summaryOf({ earlier, compared, found, changes }: ChangesAnswer): string {
  if (!earlier) return runStrings.noEarlier;
  if (!compared) return runStrings.tooOld(earlier.run);
  if (found === 0) return runStrings.noChanges(earlier.run, periods(compared));
  return runStrings.changed(found, earlier.run, changes.length, periods(compared));
}

function ChangeTable({ changes }: Pick<ChangesAnswer, 'changes'>) {
  return (
    <ScrollBox label={runStrings.changes}>
      <table>
        <ChangeHead />
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.account} ${change.period}`}>
              <th scope="row">{change.account}</th>
              <td className="short">{formatPeriod(change.period)}</td>
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

function ChangeHead() {
  const { account, period, movement, balance, before, now } = runStrings;
  const pairs = [movement, balance].flatMap((of) => [before, now].map((at) => ({ key: `${of} ${at}`, at })));
  return (
    <thead>
      <tr>
        {[account, period].map((title) => (
          <th key={title} scope="col" rowSpan={2}>
            {title}
          </th>
        ))}
        {[movement, balance].map((of) => (
          <th key={of} scope="colgroup" colSpan={2} className="number">
            {of}
          </th>
        ))}
      </tr>
      <tr>
        {pairs.map(({ key, at }) => (
          <th key={key} scope="col" className="number">
            {at}
          </th>
        ))}
      </tr>
    </thead>
  );
}
