// Outside Teams, and not on a developer's machine: where to go.
import { FullPage } from '../components/full-page.tsx';
import { appStrings } from '../strings.ts';

export const OutsideTeams = () => (
  <FullPage heading="h1" title={appStrings.outsideTitle} text={appStrings.outsideText} />
);
