// On a developer's machine outside Teams: a bar with a name to sign in as.
import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  tokens,
} from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { appStrings } from '../strings.ts';
import { signInAs } from '../teams/sign-in.ts';

const useStyles = makeStyles({
  form: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'end', flexWrap: 'wrap' },
});

export function DevelopmentBar({ person }: { readonly person: string }) {
  return (
    <MessageBar intent="info">
      <MessageBarBody>
        {appStrings.outside} {appStrings.development(person)}
      </MessageBarBody>
      <MessageBarActions>
        <ChangePerson person={person} />
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
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button>{appStrings.change}</Button>
      </PopoverTrigger>
      <PopoverSurface aria-label={appStrings.person}>
        <form className={styles.form} onSubmit={submit}>
          <Field label={appStrings.person}>
            <Input value={name} onChange={(_, data) => setName(data.value)} maxLength={100} />
          </Field>
          <Button type="submit" appearance="primary">
            {appStrings.signIn}
          </Button>
        </form>
      </PopoverSurface>
    </Popover>
  );
}
