// The filters of the archive: those that are asked for most, the others behind a button, on a narrow page all of them.
import {
  Button,
  Caption1,
  Checkbox,
  Field,
  Input,
  type InputProps,
  makeStyles,
  mergeClasses,
  SearchBox,
  tokens,
} from '@fluentui/react-components';
import type { ReportDescription } from '@repsys/core';
import { useState } from 'react';
import { type Choice, ChoiceField } from '../../components/choice-field.tsx';
import { FilterIcon } from '../../components/icons.tsx';
import { useSession } from '../../session/session.ts';
import { appStrings, archiveStrings, requestStrings } from '../../strings.ts';
import { companyText } from '../../words.ts';
import { periodOf } from '../request/wish.ts';
import { type Filters, filtersSet, noFilters, results } from './filters.ts';

const narrow = '@media (max-width: 760px)';

const useStyles = makeStyles({
  bar: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    gap: tokens.spacingHorizontalM,
    alignItems: 'end',
  },
  closed: { [narrow]: { display: 'none' } },
  input: { minWidth: 0, width: '100%' },
  below: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minHeight: '24px' },
  total: { flexGrow: 1 },
  onlyWide: { [narrow]: { display: 'none' } },
  onlyNarrow: { display: 'none', [narrow]: { display: 'inline' } },
});

type FilterBarProps = { readonly filters: Filters; change(filters: Filters): void };

/** `total`: how many runs there are; undefined until it is known. */
export function FilterBar({ filters, change, total }: FilterBarProps & { readonly total: number | undefined }) {
  const styles = useStyles();
  const [open, setOpen] = useState(() => usesMore(filters));
  const set = filtersSet(filters);
  return (
    <>
      <search className={mergeClasses(styles.bar, !open && styles.closed)} aria-label={archiveStrings.filters}>
        <div className={styles.fields}>
          <ChoiceFilters filters={filters} change={change} />
          <WhoFilter filters={filters} change={change} />
        </div>
        {open && <MoreFilters filters={filters} change={change} />}
      </search>
      <div className={styles.below}>
        <Caption1 className={styles.total} role="status">
          {total === undefined ? '' : archiveStrings.total(total)}
        </Caption1>
        {set > 0 && (
          <Button size="small" appearance="subtle" onClick={() => change(noFilters)}>
            {archiveStrings.clear}
          </Button>
        )}
        <Button
          size="small"
          appearance="subtle"
          icon={<FilterIcon />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <span className={styles.onlyWide}>{archiveStrings.more}</span>
          <span className={styles.onlyNarrow}>{archiveStrings.filtersOn(set)}</span>
        </Button>
      </div>
    </>
  );
}

const usesMore = ({ from, to, since, until, mine }: Filters): boolean =>
  mine || [from, to, since, until].some((each) => each !== '');

const any: Choice = { value: '', text: archiveStrings.any };
const reportChoices = (reports: readonly ReportDescription[] = []): readonly Choice[] =>
  reports.map(({ id, title }) => ({ value: id, text: title }));

function ChoiceFilters({ filters, change }: FilterBarProps) {
  const { me, reports } = useSession();
  const companies = me.companies.map(({ company, name }) => ({
    value: String(company),
    text: companyText(name, company),
  }));
  const outcomes = results.map((value) => ({ value, text: archiveStrings.results[value] }));
  return (
    <>
      <ChoiceField
        label={archiveStrings.report}
        required={false}
        options={[any, ...reportChoices(reports.value)]}
        value={filters.report}
        choose={(report) => change({ ...filters, report })}
      />
      <ChoiceField
        label={archiveStrings.company}
        required={false}
        options={[any, ...companies]}
        value={filters.company}
        choose={(company) => change({ ...filters, company })}
      />
      <ChoiceField
        label={archiveStrings.result}
        required={false}
        options={[any, ...outcomes]}
        value={filters.result}
        choose={(value) => change({ ...filters, result: results.find((each) => each === value) ?? '' })}
      />
    </>
  );
}

function WhoFilter({ filters, change }: FilterBarProps) {
  const styles = useStyles();
  return (
    <Field label={archiveStrings.who}>
      <SearchBox
        dismiss={{ 'aria-label': appStrings.clear }}
        className={styles.input}
        placeholder={archiveStrings.whoHint}
        value={filters.who}
        onChange={(_, { value }) => change({ ...filters, who: value })}
      />
    </Field>
  );
}

function MoreFilters({ filters, change }: FilterBarProps) {
  const styles = useStyles();
  const set = (name: keyof Filters) => (value: string) => change({ ...filters, [name]: value });
  return (
    <div className={styles.fields}>
      <PeriodFilter label={archiveStrings.from} value={filters.from} set={set('from')} />
      <PeriodFilter label={archiveStrings.to} value={filters.to} set={set('to')} />
      <DayFilter label={archiveStrings.since} value={filters.since} set={set('since')} />
      <DayFilter label={archiveStrings.until} value={filters.until} set={set('until')} />
      <Checkbox
        label={archiveStrings.mine}
        checked={filters.mine}
        onChange={(_, { checked }) => change({ ...filters, mine: checked === true })}
      />
    </div>
  );
}

type TextFilterProps = { readonly label: string; readonly value: string; set(value: string): void };

function PeriodFilter({ label, value, set }: TextFilterProps) {
  const isWrong = value.length >= 6 && periodOf(value) === undefined;
  return (
    <TextFilter
      label={label}
      value={value}
      set={set}
      placeholder={archiveStrings.periodHint}
      wrong={isWrong ? requestStrings.wrongPeriod(value) : undefined}
    />
  );
}

const DayFilter = (props: TextFilterProps) => <TextFilter {...props} type="date" />;

type TextFilterMore = TextFilterProps &
  Pick<InputProps, 'type' | 'placeholder'> & { readonly wrong?: string | undefined };

function TextFilter({ label, value, set, type = 'text', placeholder, wrong }: TextFilterMore) {
  const styles = useStyles();
  return (
    <Field label={label} validationMessage={wrong}>
      <Input
        className={styles.input}
        type={type}
        value={value}
        onChange={(_, data) => set(data.value)}
        {...(placeholder && { placeholder })}
      />
    </Field>
  );
}
