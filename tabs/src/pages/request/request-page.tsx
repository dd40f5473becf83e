// The page that asks: the catalogue and the calendar fetched, every state before the form shown.
import { makeStyles, Title3, tokens } from '@fluentui/react-components';
import { FailureBar } from '../../components/failure-bar.tsx';
import { FullPage } from '../../components/full-page.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { requestStrings } from '../../strings.ts';
import { RequestForm } from './request-form.tsx';

const useStyles = makeStyles({
  root: {
    width: '100%',
    maxWidth: '640px',
    boxSizing: 'border-box',
    margin: '0 auto',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalL}`,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  surface: {
    padding: tokens.spacingHorizontalXXL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    '@media (max-width: 480px)': { padding: tokens.spacingHorizontalL },
  },
});

export function RequestPage() {
  const styles = useStyles();
  const { me, reports } = useSession();
  if (!me.companies.some(({ mayAsk }) => mayAsk)) return <FullPage heading="h2" title={requestStrings.nobodyAsks} />;
  if (reports.value?.length === 0) {
    return <FullPage heading="h2" title={requestStrings.noReports} text={requestStrings.noReportsText} />;
  }
  return (
    <div className={styles.root}>
      <Title3 as="h2">{requestStrings.title}</Title3>
      <FailureBar failure={reports.failure} retry={reports.reload} />
      <div className={styles.surface}>
        {reports.value ? <RequestForm reports={reports.value} /> : <SkeletonRows rows={5} />}
      </div>
    </div>
  );
}
