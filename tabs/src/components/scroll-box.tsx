// A wide table in a narrow place: it scrolls by itself, with the keyboard too.
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  box: {
    overflow: 'auto',
    maxHeight: '360px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    marginTop: tokens.spacingVerticalS,
    marginBottom: tokens.spacingVerticalS,
    '& table': { borderCollapse: 'collapse', width: '100%', fontSize: tokens.fontSizeBase200 },
    '& th, & td': {
      textAlign: 'left',
      padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    },
    '& th[scope="row"]': { whiteSpace: 'nowrap', fontWeight: tokens.fontWeightSemibold },
    '& tbody th, & tbody td': { verticalAlign: 'top' },
    '& thead': { position: 'sticky', top: 0, backgroundColor: tokens.colorNeutralBackground2 },
    '& .short': { whiteSpace: 'nowrap' },
    '& .number': { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  },
});

/** What scrolls must be reached without a mouse; and a table is no set of fields. */
const scrolled = { role: 'group', tabIndex: 0 } as const;

type Props = { readonly label: string; readonly children: ReactNode };

export function ScrollBox({ label, children }: Props) {
  const styles = useStyles();
  return (
    <div className={styles.box} {...scrolled} {...{ 'aria-label': label }}>
      {children}
    </div>
  );
}
