// Where the file went, with receipts; what did not arrive can be sent again, each by itself.
import { Badge, type BadgeProps, Body1, Button, Link, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import type { ApiDelivery, ApiRun } from '@repsys/core';
import { useAction } from '../../api/use-action.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { bytes, moment, shortHash } from '../../words.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  facts: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  text: { minWidth: 0, flexGrow: 1 },
});

const colours: Readonly<Record<ApiDelivery['status'], BadgeProps['color']>> = {
  due: 'informative',
  sent: 'brand',
  confirmed: 'success',
  failed: 'warning',
  'given-up': 'danger',
};

export function Deliveries({ run, reload }: { readonly run: ApiRun; reload(): void }) {
  const styles = useStyles();
  const { api } = useSession();
  const { busy, failure, act, forget } = useAction();
  if (run.status !== 'succeeded') return null;
  const send = ({ id }: ApiDelivery) =>
    act(`send ${id}`, async () => {
      await api.call('sendAgain', { params: { run: run.id, delivery: id } });
      reload();
    });
  return (
    <section aria-label={runStrings.deliveries}>
      <Subtitle2 as="h3">{runStrings.deliveries}</Subtitle2>
      <FailureBar failure={failure} dismiss={forget} />
      {run.deliveries.length === 0 && <Body1 block>{runStrings.noDeliveries}</Body1>}
      <ul className={styles.list}>
        {run.deliveries.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} busy={busy !== undefined} send={() => send(delivery)} />
        ))}
      </ul>
    </section>
  );
}

type LineProps = { readonly delivery: ApiDelivery; readonly busy: boolean; send(): void };

function DeliveryLine({ delivery, busy, send }: LineProps) {
  const styles = useStyles();
  const { channel, requester, status, receipt, failure, may } = delivery;
  return (
    <li className={styles.line}>
      <div className={styles.text}>
        <div>
          {runStrings.to(runStrings.channels[channel] ?? channel, requester)}{' '}
          <Badge appearance="tint" color={colours[status]}>
            {runStrings.delivery[status]}
          </Badge>
        </div>
        <div className={styles.facts}>{factsOf(delivery)}</div>
        {failure && (
          <div className={styles.facts}>
            {failure.message} {failure.move}
          </div>
        )}
      </div>
      {isWebAddress(receipt?.url) && (
        <Link href={receipt?.url} target="_blank" rel="noreferrer">
          {runStrings.openFile}
        </Link>
      )}
      {may.send && (
        <Button size="small" disabledFocusable={busy} onClick={send} aria-label={runStrings.sendAgainTo(requester)}>
          {runStrings.sendAgain}
        </Button>
      )}
    </li>
  );
}

/** A folder's receipt is a path, which no link can open. */
const isWebAddress = (url: string | undefined): boolean => url !== undefined && /^https:\/\//.test(url);

function factsOf({ finishedAt, attempts, receipt }: ApiDelivery): string {
  const parts = [
    finishedAt === null ? undefined : moment(finishedAt),
    attempts > 1 ? runStrings.attempts(attempts) : undefined,
    receipt?.name,
    receipt?.bytes === undefined ? undefined : bytes(receipt.bytes),
    receipt?.sha256 === undefined ? undefined : runStrings.sha(shortHash(receipt.sha256)),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
