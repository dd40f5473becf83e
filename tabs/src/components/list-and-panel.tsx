// A list with the chosen run beside it; where there is no room, the run in place of the list.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const narrow = '@media (max-width: 1000px)';

const useStyles = makeStyles({
  root: { display: 'flex', flexGrow: 1, minHeight: 0, minWidth: 0 },
  list: {
    containerType: 'inline-size',
    flexGrow: 1,
    flexBasis: '58%',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    overflowY: 'auto',
  },
  hidden: { [narrow]: { display: 'none' } },
  panel: {
    flexBasis: '42%',
    minWidth: '400px',
    flexShrink: 0,
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { flexBasis: '100%', minWidth: 0, flexShrink: 1, borderLeftStyle: 'none' },
  },
});

type Props = { readonly list: ReactNode; readonly panel: ReactNode | undefined };

export function ListAndPanel({ list, panel }: Props) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <div className={mergeClasses(styles.list, panel !== undefined && styles.hidden)}>{list}</div>
      {panel !== undefined && <div className={styles.panel}>{panel}</div>}
    </div>
  );
}
