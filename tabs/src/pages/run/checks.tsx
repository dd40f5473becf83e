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
import type { ApiRun } from '@repsys/core';
import { runStrings } from '../../strings.ts';
import { DifferenceTable } from './difference-table.tsx';

type Check = ApiRun['checks'][number];

const useStyles = makeStyles({
  head: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', flexWrap: 'wrap' },
  more: { color: tokens.colorNeutralForeground3 },
});

const colours: Readonly<Record<keyof typeof runStrings.check, BadgeProps['color']>> = {
  passed: 'success',
  blocking: 'danger',
  warning: 'warning',
  info: 'informative',
};

const resultOf = ({ passed, severity }: Check): keyof typeof runStrings.check => (passed ? 'passed' : severity);
const order = ['blocking', 'warning', 'info', 'passed'];

export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  const sorted = checks.toSorted((a, b) => order.indexOf(resultOf(a)) - order.indexOf(resultOf(b)));
  const passed = checks.filter((check) => check.passed).length;
  return (
    <section aria-label={runStrings.checks}>
      <Subtitle2 as="h3">{runStrings.checks}</Subtitle2>
      <Body1 block>{runStrings.checksPassed(passed, checks.length)}</Body1>
      <Accordion collapsible multiple>
        {sorted.map((check) => (
          <CheckItem key={check.id} check={check} />
        ))}
      </Accordion>
    </section>
  );
}

function CheckItem({ check }: { readonly check: Check }) {
  const styles = useStyles();
  const result = resultOf(check);
  const more = check.found - check.differences.length;
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
        {check.differences.length > 0 && <DifferenceTable check={check} />}
        {more > 0 && check.differences.length > 0 && (
          <Body1 className={styles.more}>{runStrings.moreDifferences(more)}</Body1>
        )}
      </AccordionPanel>
    </AccordionItem>
  );
}
