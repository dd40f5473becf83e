// From and to by the company's calendar, with the ranges that people ask for most.
import { Button, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { monthWords } from '@repsys/core';
import { fieldMessage } from '../../api/failure.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { Hidden } from '../../components/hidden.tsx';
import { requestStrings } from '../../strings.ts';
import { PeriodField } from './period-field.tsx';
import { presetsOf } from './presets.ts';
import type { RequestState } from './use-request.ts';
import { periodOf, type Wrong } from './wish.ts';

const useStyles = makeStyles({
  group: { border: 'none', margin: 0, padding: 0, minWidth: 0 },
  fields: {
    display: 'grid',
    gridTemplateColumns: '1fr 1fr',
    gap: tokens.spacingHorizontalM,
    '@media (max-width: 480px)': { gridTemplateColumns: '1fr' },
  },
  presets: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
  },
});

type Props = { readonly request: RequestState; readonly wrong: Wrong; readonly title: string };

export function PeriodRangeFields({ request, wrong, title }: Props) {
  const styles = useStyles();
  const { draft, change, calendar, failure } = request;
  const periods = calendar.value?.periods ?? [];
  return (
    <fieldset className={styles.group}>
      <Hidden as="legend">{title}</Hidden>
      <FailureBar failure={calendar.failure} retry={calendar.reload} />
      <div className={styles.fields}>
        <PeriodField
          label={requestStrings.from}
          value={draft.from}
          periods={periods}
          wrong={wrong.from ?? fieldMessage(failure, 'from', 'periods')}
          choose={(from) => change(isAfter(from, draft.to) ? { from, to: from } : { from })}
        />
        <PeriodField
          label={requestStrings.to}
          value={draft.to}
          periods={periods}
          wrong={wrong.to ?? fieldMessage(failure, 'to')}
          choose={(to) => change({ to })}
        />
      </div>
      <Presets request={request} />
      <Caption1 aria-live="polite">{hintOf(request)}</Caption1>
    </fieldset>
  );
}

/** A later start takes the end with it; only where both are chosen from a list, never while typing. */
const isAfter = (from: string, to: string): boolean =>
  /^\d{6}$/.test(from) && /^\d{6}$/.test(to) && (periodOf(from) ?? 0) > (periodOf(to) ?? Infinity);

function hintOf({ calendar, draft }: RequestState): string {
  if (!calendar.value) return '';
  if (calendar.value.periods.length === 0) return requestStrings.noCalendar;
  const [from, to] = [periodOf(draft.from) ?? Infinity, periodOf(draft.to) ?? 0];
  const chosen = calendar.value.periods.filter(({ period }) => from <= period && period <= to);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last) return '';
  const months = monthWords(calendar.value.periods, { from: first.period, to: last.period });
  const open = requestStrings.openInRange(chosen.filter((each) => each.open).length);
  return months ? `${months}. ${open}` : open;
}

function Presets({ request: { calendar, draft, change } }: { readonly request: RequestState }) {
  const styles = useStyles();
  const presets = calendar.value ? presetsOf(calendar.value) : [];
  if (presets.length === 0) return null;
  return (
    <fieldset className={mergeClasses(styles.group, styles.presets)} aria-label={requestStrings.presets}>
      {presets.map(({ title, from, to }) => (
        <Button
          key={title}
          size="small"
          shape="circular"
          aria-pressed={periodOf(draft.from) === from && periodOf(draft.to) === to}
          onClick={() => change({ from: String(from), to: String(to) })}
        >
          {title}
        </Button>
      ))}
    </fieldset>
  );
}
