// For screen readers only: what everybody else sees from the page itself.
import { makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

type HiddenProps = { readonly as: 'h1' | 'legend'; readonly children: ReactNode };

export function Hidden({ as: Element, children }: HiddenProps) {
  const styles = useStyles();
  return <Element className={styles.root}>{children}</Element>;
}
