// What opens a run from a list, and where the keyboard comes back to when it is closed.
import { Link, makeStyles } from '@fluentui/react-components';
import { useSession } from '../session/session.ts';
import { runStrings } from '../strings.ts';
import { linkColour } from './row-styles.ts';

const useStyles = makeStyles({ link: { color: linkColour, textAlign: 'left' } });

const linkId = (run: number): string => `open-run-${run}`;

/** Gives the keyboard back to the row of a run. */
export const focusRunLink = (run: number): void => document.getElementById(linkId(run))?.focus();

/** `name`: what it is called in full, where the link itself says less; the number of the run comes after it. */
type RunLinkProps = { readonly run: number; readonly title: string; readonly name?: string };

export function RunLink({ run, title, name = title }: RunLinkProps) {
  const styles = useStyles();
  const { place, goTo } = useSession();
  return (
    <Link
      as="button"
      className={styles.link}
      id={linkId(run)}
      aria-label={runStrings.openRun(name, run)}
      aria-expanded={place.run === run}
      onClick={(event) => {
        event.stopPropagation();
        goTo({ ...place, run });
      }}
    >
      {title}
    </Link>
  );
}
