// Outside Teams, and not on a developer's machine: where to go.
import { FullPage } from '../components/full-page.tsx';
import { appStrings } from '../strings.ts';

/** `waits`: the page is framed, so Teams may just be slow. */
export const OutsideTeams = ({ waits }: { readonly waits: boolean }) =>
  waits ? (
    <FullPage heading="h1" title={appStrings.waitingTitle} text={appStrings.waitingText} />
  ) : (
    <FullPage heading="h1" title={appStrings.outsideTitle} text={appStrings.outsideText} />
  );
