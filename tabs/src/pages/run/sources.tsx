// What the numbers were made from: each data source, how much of it, when it was read and how old it was when the run ended.
import { Subtitle2 } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { runStrings } from '../../strings.ts';
import { count, duration, moment } from '../../words.ts';

type Step = ApiRun['steps'][number];

export function Sources({ run }: { readonly run: ApiRun }) {
  const { columns, title } = runStrings.sources;
  const read = run.steps.filter(
    ({ reads, status }) => reads === 'outside' && (status === 'done' || status === 'skipped'),
  );
  if (read.length === 0 || run.finishedAt === null) return null;
  return (
    <section aria-label={title}>
      <Subtitle2 as="h3">{title}</Subtitle2>
      <ScrollBox label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{columns.source}</th>
              <th scope="col" className="number">
                {columns.rows}
              </th>
              <th scope="col">{columns.read}</th>
              <th scope="col">{columns.age}</th>
            </tr>
          </thead>
          <tbody>
            {read.map((step) => (
              <tr key={step.number}>
                <th scope="row">{step.title}</th>
                <td className="number">{step.rows === null ? '' : count(step.rows)}</td>
                <td>{readText(step)}</td>
                <td>{ageText(step, run.finishedAt ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

/** A step that was kept says itself from which run, and how old it is. */
const readText = ({ status, note, finishedAt }: Step): string =>
  status === 'skipped' ? (note ?? runStrings.sources.kept) : finishedAt === null ? '' : moment(finishedAt);

const ageText = ({ status, finishedAt }: Step, end: number): string =>
  status === 'skipped' || finishedAt === null ? '' : duration(end - finishedAt);
