// Pages that say one thing: it opens, it is empty, it failed.
import { Body1, makeStyles, Spinner, Subtitle1, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { appStrings } from '../strings.ts';
import { Hidden } from './hidden.tsx';

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
    <main className={styles.root}>
      <Hidden as="h1">{appStrings.title}</Hidden>
      <Spinner label={appStrings.starting} />
    </main>
  );
}

type FullPageProps = {
  readonly title: string;
  readonly text?: string | undefined;
  /** By its place on the page; `h1`: nothing else is on the screen. */
  readonly heading?: 'h1' | 'h2' | 'h3';
  readonly children?: ReactNode;
};

/** A title, a sentence, perhaps something to press. */
export function FullPage({ title, text, heading = 'h3', children }: FullPageProps) {
  const styles = useStyles();
  const Root = heading === 'h1' ? 'main' : 'div';
  return (
    <Root className={styles.root}>
      <Subtitle1 as={heading} block>
        {title}
      </Subtitle1>
      {text && <Body1 className={styles.text}>{text}</Body1>}
      {children}
    </Root>
  );
}
