// The total movement of each period by category, as lines or as a table.
import { Body1, Button, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { formatPeriod, type TrendAnswer } from '@repsys/core';
import { useState } from 'react';
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

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  choice: { maxWidth: '320px' },
});

export function Trend() {
  const styles = useStyles();
  const { api, me } = useSession();
  const [company, setCompany] = useState(me.companies[0]?.company ?? 0);
  const trend = useLoaded(`trend ${company}`, (signal) => api.call('trend', { params: { company }, signal }));
  const options = me.companies.map(({ company: value, name }) => ({
    value: String(value),
    text: companyText(name, value),
  }));
  return (
    <div className={styles.root}>
      <div className={styles.choice}>
        <ChoiceField
          label={archiveStrings.company}
          required={false}
          options={options}
          value={String(company)}
          choose={(value) => setCompany(Number(value))}
        />
      </div>
      <FailureBar failure={trend.failure} retry={trend.reload} />
      {trend.loading && <SkeletonRows rows={5} />}
      {trend.value && (
        <TrendContent trend={trend.value} title={options.find(({ value }) => value === String(company))?.text ?? ''} />
      )}
    </div>
  );
}

function TrendContent({ trend, title }: { readonly trend: TrendAnswer; readonly title: string }) {
  const [asTable, setAsTable] = useState(false);
  if (trend.categories.every(({ points }) => points.length === 0)) {
    return <FullPage title={trendStrings.empty} text={trendStrings.emptyText} />;
  }
  return (
    <>
      <Subtitle2 as="h2">{trendStrings.title(title)}</Subtitle2>
      {trend.asOf !== null && <Body1>{trendStrings.asOf(moment(trend.asOf))}</Body1>}
      {asTable ? <TrendTable trend={trend} /> : <TrendChart categories={trend.categories} />}
      <div>
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? trendStrings.chart : trendStrings.table}
        </Button>
      </div>
    </>
  );
}

function TrendTable({ trend: { categories } }: { readonly trend: TrendAnswer }) {
  const all = [...new Set(categories.flatMap(({ points }) => points.map(({ period }) => period)))].sort();
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
          {all.map((period) => (
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
