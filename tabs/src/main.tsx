// The first file of the tab: puts the app on the page. The last page of an agreement's window only tells how it went.
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { appStrings, speak } from './strings.ts';
import { isConsentEnd, tellConsentEnd } from './teams/agree.ts';
import { takeSecret } from './teams/development.ts';

takeSecret();
void speak().then(() => {
  const root = document.getElementById('root');
  if (root && isConsentEnd()) {
    root.textContent = appStrings.consentEnd;
    tellConsentEnd().catch(() => undefined);
  } else if (root) createRoot(root).render(<App />);
});
