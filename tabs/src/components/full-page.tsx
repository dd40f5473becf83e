// Pages that say one thing: it opens, it is empty, it failed.
import { Body1, makeStyles, Spinner, Subtitle1, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { appStrings } from '../strings.ts';

const useStyles = makeStyles({
  root: {
    flexGrow: 1,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXL,
    textAlign: 'center',
  },
  text: { maxWidth: '44ch', color: tokens.colorNeutralForeground2 },
});

/** While the host and the person are asked for. */
export function Starting() {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Spinner label={appStrings.starting} />
    </div>
  );
}

type FullPageProps = { readonly title: string; readonly text?: string | undefined; readonly children?: ReactNode };

/** A title, a sentence, perhaps something to press. */
export function FullPage({ title, text, children }: FullPageProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Subtitle1 as="h2" block>
        {title}
      </Subtitle1>
      {text && <Body1 className={styles.text}>{text}</Body1>}
      {children}
    </div>
  );
}
