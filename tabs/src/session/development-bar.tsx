// On a developer's machine outside Teams: a bar with a name to sign in as.
import {
  Button,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { appStrings } from '../strings.ts';
import { signInAs } from '../teams/sign-in.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, paddingTop: tokens.spacingVerticalXS },
});

export function DevelopmentBar({ person }: { readonly person: string }) {
  const [changes, setChanges] = useState(false);
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        {appStrings.outside} {appStrings.development(person)}
        {changes && <ChangePerson person={person} />}
      </MessageBarBody>
      <MessageBarActions>
        <Button aria-expanded={changes} onClick={() => setChanges(!changes)}>
          {appStrings.change}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function ChangePerson({ person }: { readonly person: string }) {
  const styles = useStyles();
  const [name, setName] = useState(person);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) signInAs(name.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Input aria-label={appStrings.person} value={name} onChange={(_, data) => setName(data.value)} maxLength={100} />
      <Button type="submit" appearance="primary">
        {appStrings.signIn}
      </Button>
    </form>
  );
}
