// One period: chosen from the company's calendar, which shows what is open, or typed where there is none yet.
import { Badge, Dropdown, Field, Input, makeStyles, Option, OptionGroup, tokens } from '@fluentui/react-components';
import { type CalendarAnswer, formatPeriod, numberInYear, otherMonth, type Period } from '@repsys/core';
import { listPlace } from '../../components/choice-field.tsx';
import { appStrings, requestStrings } from '../../strings.ts';
import { periodOf } from './wish.ts';

type CalendarLine = CalendarAnswer['periods'][number];

const useStyles = makeStyles({
  wide: { minWidth: 0, width: '100%' },
  list: { maxHeight: '320px' },
  line: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM, width: '100%' },
});

type PeriodFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly periods: readonly CalendarLine[];
  readonly wrong: string | undefined;
  choose(value: string): void;
};

export function PeriodField(props: PeriodFieldProps) {
  const { label, wrong, periods } = props;
  return (
    <Field label={label} required validationMessage={wrong} validationState={wrong ? 'error' : 'none'}>
      {periods.length === 0 ? <TypedPeriod {...props} /> : <ChosenPeriod {...props} />}
    </Field>
  );
}

// Field hands its label and message to the control inside by properties, so these pass on what they get.
function TypedPeriod({ label: _label, value, periods: _periods, wrong: _wrong, choose, ...field }: PeriodFieldProps) {
  const styles = useStyles();
  const written = periodOf(value);
  return (
    <Input
      {...field}
      className={styles.wide}
      value={value}
      placeholder="2024-03"
      onChange={(_, data) => choose(data.value)}
      onBlur={() => written && choose(formatPeriod(written))}
    />
  );
}

function ChosenPeriod({ label: _label, value, periods, wrong: _wrong, choose, ...field }: PeriodFieldProps) {
  const styles = useStyles();
  const chosen = periodOf(value);
  const years = [...new Set(periods.map(({ fiscalYear }) => fiscalYear))].reverse();
  return (
    <Dropdown
      clearButton={{ 'aria-label': appStrings.clear }}
      {...field}
      className={styles.wide}
      listbox={{ className: styles.list }}
      positioning={listPlace}
      placeholder={requestStrings.choose}
      value={chosen === undefined ? '' : periodText(periods, chosen)}
      selectedOptions={chosen === undefined ? [] : [String(chosen)]}
      onOptionSelect={(_, { optionValue }) => optionValue && choose(optionValue)}
    >
      {years.map((year) => (
        <OptionGroup key={year} label={requestStrings.year(year)}>
          {periods
            .filter(({ fiscalYear }) => fiscalYear === year)
            .map((line) => periodOption(line, periodText(periods, line.period)))}
        </OptionGroup>
      ))}
    </Dropdown>
  );
}

/** `2024-03`; with its month where the number is not that of the month. */
function periodText(periods: readonly CalendarLine[], period: Period): string {
  const month = otherMonth(periods, period);
  return month ? `${formatPeriod(period)} · ${month}` : formatPeriod(period);
}

function periodOption(line: CalendarLine, text: string) {
  const state = line.open ? requestStrings.open : requestStrings.closed;
  const extra = numberInYear(line.period) === 13 ? ` · ${requestStrings.thirteenth}` : '';
  return (
    <Option key={line.period} value={String(line.period)} text={`${text}, ${state}`}>
      <PeriodLine text={text + extra} state={state} open={line.open} />
    </Option>
  );
}

function PeriodLine({ text, state, open }: { readonly text: string; readonly state: string; readonly open: boolean }) {
  const styles = useStyles();
  return (
    <span className={styles.line}>
      <span>{text}</span>
      <Badge appearance="tint" color={open ? 'warning' : 'informative'}>
        {state}
      </Badge>
    </span>
  );
}
