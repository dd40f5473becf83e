// The checks of a run, what was found first; each opens to its differences.
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Badge,
  type BadgeProps,
  Body1,
  makeStyles,
  Subtitle2,
  tokens,
} from '@fluentui/react-components';
import { type ApiRun, proofOf } from '@repsys/core';
import { runStrings } from '../../strings.ts';
import { DifferenceTable } from './difference-table.tsx';

type Check = ApiRun['checks'][number];

const useStyles = makeStyles({
  head: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', flexWrap: 'wrap' },
});

const colours: Readonly<Record<keyof typeof runStrings.check, BadgeProps['color']>> = {
  passed: 'success',
  blocking: 'danger',
  warning: 'warning',
  info: 'informative',
  quiet: 'subtle',
};

const resultOf = ({ passed, severity }: Check): keyof typeof runStrings.check =>
  !passed ? severity : severity === 'info' ? 'quiet' : 'passed';
const order = ['blocking', 'warning', 'info', 'passed', 'quiet'];

/** What failed is open from the start. */
export function Checks({ run: { id, checks } }: { readonly run: ApiRun }) {
  if (checks.length === 0) return null;
  const sorted = checks.toSorted((a, b) => order.indexOf(resultOf(a)) - order.indexOf(resultOf(b)));
  const failed = checks.filter((check) => resultOf(check) === 'blocking').map((check) => check.id);
  return (
    <section aria-label={runStrings.checks}>
      <Subtitle2 as="h3">{runStrings.checks}</Subtitle2>
      <Body1 block>{runStrings.proof(proofOf(checks))}</Body1>
      <Accordion collapsible multiple defaultOpenItems={failed}>
        {sorted.map((check) => (
          <CheckItem key={check.id} run={id} check={check} />
        ))}
      </Accordion>
    </section>
  );
}

function CheckItem({ run, check }: { readonly run: number; readonly check: Check }) {
  const styles = useStyles();
  const result = resultOf(check);
  return (
    <AccordionItem value={check.id}>
      <AccordionHeader as="h4">
        <span className={styles.head}>
          <Badge appearance="tint" color={colours[result]}>
            {runStrings.check[result]}
          </Badge>
          {check.title}
        </span>
      </AccordionHeader>
      <AccordionPanel>
        <Body1 block>{check.summary}</Body1>
        {check.differences.length > 0 && <DifferenceTable run={run} check={check} />}
      </AccordionPanel>
    </AccordionItem>
  );
}
