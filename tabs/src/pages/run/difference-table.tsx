// Where a check fails, row by row: the largest first, in any order, all of them as a file.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { useState } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { amount, count, csvForm } from '../../words.ts';
import { type Column, cellOf, csvOf, isAmount, type Order, type Row, sorted, usedColumns } from './differences.ts';
import { saveFile } from './save-file.ts';

type Check = ApiRun['checks'][number];

const useStyles = makeStyles({
  foot: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  sort: {
    font: 'inherit',
    color: 'inherit',
    backgroundColor: 'transparent',
    border: 'none',
    padding: 0,
    cursor: 'pointer',
    whiteSpace: 'nowrap',
  },
});

/** More rows are drawn only when they are asked for: thousands at once make a phone stand still. */
const rowsAtOnce = 200;

export function DifferenceTable({ run, check }: { readonly run: number; readonly check: Check }) {
  const styles = useStyles();
  const { api, savesFiles } = useSession();
  const [order, setOrder] = useState<Order>({ by: 'difference', order: 'descending' });
  const [most, setMost] = useState(rowsAtOnce);
  const loaded = useLoaded(`differences ${run} ${check.id}`, (signal) =>
    api.call('differences', { params: { run, check: check.id }, signal }),
  );
  if (!loaded.value)
    return loaded.failure ? <FailureBar failure={loaded.failure} retry={loaded.reload} /> : <SkeletonRows rows={3} />;
  const { differences, found } = loaded.value;
  const rows = sorted(differences, order);
  const save = () => {
    const text = csvOf(rows, runStrings.differenceColumns, csvForm());
    saveFile(new Blob([text], { type: 'text/csv' }), `run-${run}-${check.id}.csv`);
  };
  return (
    <>
      <ScrollBox label={runStrings.differences(check.title)}>
        <table>
          <Head used={usedColumns(differences)} order={order} setOrder={setOrder} />
          <Body rows={rows.slice(0, most)} used={usedColumns(differences)} />
        </table>
      </ScrollBox>
      <div className={styles.foot}>
        <span role="status">{runStrings.differencesShown(Math.min(most, rows.length), rows.length, found)}</span>
        {rows.length > most && (
          <Button size="small" onClick={() => setMost(most + rowsAtOnce)}>
            {runStrings.showMore}
          </Button>
        )}
        {savesFiles && (
          <Button size="small" onClick={save}>
            {runStrings.saveCsv(count(rows.length))}
          </Button>
        )}
      </div>
    </>
  );
}

type HeadProps = { readonly used: readonly Column[]; readonly order: Order; setOrder(order: Order): void };

function Head({ used, order, setOrder }: HeadProps) {
  const styles = useStyles();
  const next = (by: Column): Order => {
    if (order.by !== by) return { by, order: isAmount(by) ? 'descending' : 'ascending' };
    return { by, order: order.order === 'ascending' ? 'descending' : 'ascending' };
  };
  return (
    <thead>
      <tr>
        {used.map((by) => (
          <th key={by} scope="col" className={classOf(by)} aria-sort={order.by === by ? order.order : undefined}>
            <button type="button" className={styles.sort} onClick={() => setOrder(next(by))}>
              {runStrings.differenceColumns[by]}
              {order.by === by && <span aria-hidden="true">{order.order === 'ascending' ? ' ↑' : ' ↓'}</span>}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

const classOf = (name: Column): string =>
  isAmount(name) ? 'number' : name === 'note' || name === 'name' ? '' : 'short';

function Body({ rows, used }: { readonly rows: readonly Row[]; readonly used: readonly Column[] }) {
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={JSON.stringify(row)}>{used.map((name) => cell(row, name))}</tr>
      ))}
    </tbody>
  );
}

function cell(row: Row, name: Column) {
  const text = cellOf(row, name);
  if (name === 'account' && text !== undefined) {
    return (
      <th key={name} scope="row">
        {text}
      </th>
    );
  }
  return (
    <td key={name} className={classOf(name)}>
      {isAmount(name) ? amount(text) : text}
    </td>
  );
}
