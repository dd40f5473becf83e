// The filters of the archive; where there is little room they wait behind a button.
import {
  Button,
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
import { archiveStrings, requestStrings } from '../../strings.ts';
import { companyText } from '../../words.ts';
import { periodOf } from '../request/wish.ts';
import { type Filters, filtersSet, noFilters, results } from './filters.ts';

const narrow = '@media (max-width: 760px)';

const useStyles = makeStyles({
  toggle: { display: 'none', alignSelf: 'start', [narrow]: { display: 'inline-flex' } },
  bar: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
    gap: tokens.spacingHorizontalM,
    alignItems: 'end',
  },
  closed: { [narrow]: { display: 'none' } },
  input: { minWidth: 0, width: '100%' },
});

type FilterBarProps = { readonly filters: Filters; change(filters: Filters): void };

export function FilterBar({ filters, change }: FilterBarProps) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const set = filtersSet(filters);
  return (
    <>
      <Button className={styles.toggle} icon={<FilterIcon />} aria-expanded={open} onClick={() => setOpen(!open)}>
        {archiveStrings.filtersOn(set)}
      </Button>
      <search className={mergeClasses(styles.bar, !open && styles.closed)} aria-label={archiveStrings.filters}>
        <ChoiceFilters filters={filters} change={change} />
        <TextFilters filters={filters} change={change} />
        <Checkbox
          label={archiveStrings.mine}
          checked={filters.mine}
          onChange={(_, { checked }) => change({ ...filters, mine: checked === true })}
        />
        {set > 0 && (
          <Button appearance="subtle" onClick={() => change(noFilters)}>
            {archiveStrings.clear}
          </Button>
        )}
      </search>
    </>
  );
}

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

function TextFilters({ filters, change }: FilterBarProps) {
  const styles = useStyles();
  const set = (name: keyof Filters) => (value: string) => change({ ...filters, [name]: value });
  return (
    <>
      <Field label={archiveStrings.who}>
        <SearchBox
          className={styles.input}
          placeholder={archiveStrings.whoHint}
          value={filters.who}
          onChange={(_, { value }) => set('who')(value)}
        />
      </Field>
      <PeriodFilter label={archiveStrings.from} value={filters.from} set={set('from')} />
      <PeriodFilter label={archiveStrings.to} value={filters.to} set={set('to')} />
      <DayFilter label={archiveStrings.since} value={filters.since} set={set('since')} />
      <DayFilter label={archiveStrings.until} value={filters.until} set={set('until')} />
    </>
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
