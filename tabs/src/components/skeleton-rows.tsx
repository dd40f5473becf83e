// Grey lines where rows will be.
import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { appStrings } from '../strings.ts';

const useStyles = makeStyles({
  rows: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, padding: tokens.spacingVerticalM },
});

export function SkeletonRows({
  rows = 6,
  label = appStrings.loading,
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  const styles = useStyles();
  return (
    <Skeleton aria-label={label} className={styles.rows}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <SkeletonItem key={row} size={28} />
      ))}
    </Skeleton>
  );
}
