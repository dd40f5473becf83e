// What a run is about, in pairs of a word and its value.
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { Fragment } from 'react';
import { useNow } from '../../session/use-now.ts';
import { runStrings } from '../../strings.ts';
import { bytes, companyText, duration, expectation, moment, shortHash, totalText } from '../../words.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
  },
  name: { color: tokens.colorNeutralForeground3 },
  value: { margin: 0, overflowWrap: 'anywhere' },
});

export function RunFacts({ run }: { readonly run: ApiRun }) {
  const styles = useStyles();
  const now = useNow(run.status === 'running');
  return (
    <dl className={styles.list}>
      {factsOf(run, now).map(([name, value]) => (
        <Fragment key={name}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

type Fact = readonly [name: string, value: string];

function factsOf(run: ApiRun, now: number): readonly Fact[] {
  const { facts } = runStrings;
  const optional: readonly (readonly [string, string | undefined])[] = [
    [facts.run, runStrings.count(run.id, run.attempt)],
    [facts.attemptOf, run.attemptOf === null ? undefined : runStrings.attemptOf(run.attemptOf)],
    [facts.company, companyText(run.companyName, run.company)],
    [facts.who, run.requesters.join(', ') || undefined],
    [facts.asked, moment(run.acceptedAt)],
    [facts.took, tookOf(run, now)],
    [facts.expected, run.finishedAt === null && run.expected ? expectation(run.expected) : undefined],
    ...run.totals.map(({ title, value }) => [title, totalText(value)] as const),
    [facts.read, run.readAt === null ? undefined : moment(run.readAt)],
    [facts.file, run.workbook ? `${run.workbook.name}, ${bytes(run.workbook.bytes)}` : undefined],
    [facts.fingerprint, run.workbook ? runStrings.sha(shortHash(run.workbook.sha256)) : undefined],
    [facts.kept, keptOf(run)],
  ];
  return optional.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

function tookOf({ startedAt, finishedAt, expected }: ApiRun, now: number): string | undefined {
  if (startedAt === null) return undefined;
  const took = duration((finishedAt ?? now) - startedAt);
  return expected && finishedAt !== null ? `${took} (${runStrings.usually(duration(expected.p50))})` : took;
}

function keptOf({ finishedAt, keptUntil }: ApiRun): string | undefined {
  if (finishedAt === null) return undefined;
  return keptUntil === null ? runStrings.keptForever : moment(keptUntil);
}
