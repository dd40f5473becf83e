// The total movement of each period by category, as lines or as a table.
import { Button, Caption1, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { formatPeriod, type TrendAnswer } from '@repsys/core';
import { useMemo, useState } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { ChoiceField } from '../../components/choice-field.tsx';
import { FailureBar } from '../../components/failure-bar.tsx';
import { FullPage } from '../../components/full-page.tsx';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { archiveStrings, trendStrings } from '../../strings.ts';
import { amount, companyText, moment } from '../../words.ts';
import { TrendChart } from './trend-chart.tsx';
import { type Categories, periodsOf } from './trend-scale.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  choices: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  choice: { flexBasis: '240px', minWidth: 0 },
  asOf: { color: tokens.colorNeutralForeground3 },
});

/** How many of the newest periods are shown; 13 is a year and the month that it is compared with. */
const ranges = ['13', '25', 'all'] as const;
type Range = (typeof ranges)[number];

/** `wanted`: a company's number as text; empty for the first that the reader may see. */
type TrendProps = { readonly wanted: string; choose(company: string): void };

export function Trend({ wanted, choose }: TrendProps) {
  const styles = useStyles();
  const { api, me } = useSession();
  const [range, setRange] = useState<Range>('13');
  const [asTable, setAsTable] = useState(false);
  const company = me.companies.find((each) => String(each.company) === wanted) ?? me.companies[0];
  const trend = useLoaded(company && `trend ${company.company}`, (signal) =>
    api.call('trend', { params: { company: company?.company ?? 0 }, signal }),
  );
  return (
    <div className={styles.root}>
      <div className={styles.choices}>
        <CompanyChoice company={company?.company} choose={choose} />
        <RangeChoice range={range} setRange={setRange} />
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? trendStrings.chart : trendStrings.table}
        </Button>
      </div>
      <FailureBar failure={trend.failure} retry={trend.reload} />
      {trend.loading && <SkeletonRows rows={5} />}
      {trend.value && company && (
        <TrendContent
          trend={trend.value}
          title={companyText(company.name, company.company)}
          range={range}
          asTable={asTable}
        />
      )}
    </div>
  );
}

function CompanyChoice({ company, choose }: { readonly company: number | undefined; choose(company: string): void }) {
  const styles = useStyles();
  const { me } = useSession();
  const companies = me.companies.map(({ company: value, name }) => ({
    value: String(value),
    text: companyText(name, value),
  }));
  return (
    <div className={styles.choice}>
      <ChoiceField
        label={archiveStrings.company}
        required={false}
        options={companies}
        value={company === undefined ? undefined : String(company)}
        choose={choose}
      />
    </div>
  );
}

function RangeChoice({ range, setRange }: { readonly range: Range; setRange(range: Range): void }) {
  const styles = useStyles();
  return (
    <div className={styles.choice}>
      <ChoiceField
        label={trendStrings.range}
        required={false}
        options={ranges.map((value) => ({ value, text: trendStrings.ranges[value] }))}
        value={range}
        choose={(value) => setRange(ranges.find((each) => each === value) ?? 'all')}
      />
    </div>
  );
}

type ContentProps = {
  readonly trend: TrendAnswer;
  readonly title: string;
  readonly range: Range;
  readonly asTable: boolean;
};

function TrendContent({ trend, title, range, asTable }: ContentProps) {
  const styles = useStyles();
  const categories = useMemo(() => newest(trend.categories, range), [trend, range]);
  if (categories.every(({ points }) => points.length === 0)) {
    return <FullPage title={trendStrings.empty} text={trendStrings.emptyText} />;
  }
  return (
    <>
      <div>
        <Subtitle2 as="h3" block>
          {trendStrings.title(title)}
        </Subtitle2>
        {trend.asOf !== null && <Caption1 className={styles.asOf}>{trendStrings.asOf(moment(trend.asOf))}</Caption1>}
      </div>
      {asTable ? <TrendTable categories={categories} /> : <TrendChart categories={categories} />}
    </>
  );
}

function newest(categories: Categories, range: Range): Categories {
  if (range === 'all') return categories;
  const kept = new Set(periodsOf(categories).slice(-Number(range)));
  return categories.map((each) => ({ ...each, points: each.points.filter(({ period }) => kept.has(period)) }));
}

function TrendTable({ categories }: { readonly categories: Categories }) {
  return (
    <ScrollBox label={archiveStrings.trend}>
      <table>
        <thead>
          <tr>
            <th scope="col">{trendStrings.period}</th>
            {categories.map(({ category }) => (
              <th key={category} scope="col" className="number">
                {category}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periodsOf(categories).map((period) => (
            <tr key={period}>
              <th scope="row">{formatPeriod(period)}</th>
              {categories.map(({ category, points }) => (
                <td key={category} className="number">
                  {amount(points.find((point) => point.period === period)?.movement)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
