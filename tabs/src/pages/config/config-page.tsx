// Where a tab in a channel or group chat is set up: at which page it opens. Its button to save is the one of Teams.
import { Caption1, Field, makeStyles, Radio, RadioGroup, Subtitle1, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { FullPage } from '../../components/full-page.tsx';
import { type Page, pages } from '../../place.ts';
import { configStrings } from '../../strings.ts';
import { offerToSave, pageSoFar } from '../../teams/configure.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalXXL,
  },
});

export function ConfigPage() {
  const styles = useStyles();
  const { page, setPage, elsewhere } = useSetup();
  if (elsewhere) return <FullPage title={configStrings.elsewhereTitle} text={configStrings.elsewhereText} />;
  return (
    <main className={styles.root}>
      <Subtitle1 as="h1" block>
        {configStrings.title}
      </Subtitle1>
      <Field label={configStrings.label}>
        <RadioGroup value={page} onChange={(_, { value }) => setPage(pages.find((each) => each === value) ?? page)}>
          {pages.map((each) => (
            <Radio key={each} value={each} label={configStrings.pages[each]} />
          ))}
        </RadioGroup>
      </Field>
      <Caption1>{configStrings.rights}</Caption1>
    </main>
  );
}

type Setup = { readonly page: Page; setPage(page: Page): void; readonly elsewhere: boolean };

/** What is chosen, beginning with what was; `elsewhere`: nobody is setting up a tab. */
function useSetup(): Setup {
  const [page, setPage] = useState<Page>('request');
  const [elsewhere, setElsewhere] = useState(false);
  const latest = useRef(page);
  latest.current = page;
  useEffect(() => {
    try {
      offerToSave(() => ({ page: latest.current, name: configStrings.names[latest.current] }));
    } catch {
      setElsewhere(true);
      return;
    }
    pageSoFar().then(
      (kept) => kept && setPage(kept),
      () => undefined,
    );
  }, []);
  return { page, setPage, elsewhere };
}
