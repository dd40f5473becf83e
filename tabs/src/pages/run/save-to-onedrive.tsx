// The file into the reader's own OneDrive; where their agreement is missing they are asked for it, once.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import { useState } from 'react';
import { asFailure } from '../../api/failure.ts';
import { useAction } from '../../api/use-action.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { agree } from '../../teams/agree.ts';

const useStyles = makeStyles({ line: { flexBasis: '100%', order: 1 } });

type Props = { readonly run: number; readonly primary: boolean; reload(): void };

/** The button, and below it what is in the way; nothing where the server reaches no OneDrive. */
export function SaveToOneDrive({ run, primary, reload }: Props) {
  const styles = useStyles();
  const { api, me, tell } = useSession();
  const { busy, failure, act, forget } = useAction();
  const [missing, setMissing] = useState<Missing>();
  const save = async () => {
    try {
      const { name } = await api.call('save', { params: { run } });
      setMissing(undefined);
      tell(runStrings.done.save(name));
      reload();
    } catch (error) {
      const { problem, message } = asFailure(error);
      if (problem?.consent === undefined) throw error;
      setMissing({ consent: problem.consent, text: message });
    }
  };
  const agreeAndSave = (consent: string) => async () => {
    const refused = () => setMissing({ consent, text: runStrings.saveConsent.refused });
    await agree(consent).then(save, refused);
  };
  if (!me.oneDrive) return null;
  return (
    <>
      <Button
        appearance={primary ? 'primary' : 'secondary'}
        disabledFocusable={busy !== undefined}
        onClick={() => act('save', save)}
      >
        {runStrings.actions.save}
      </Button>
      {(failure || missing) && (
        <div className={styles.line}>
          <FailureBar failure={failure} dismiss={forget} />
          {missing && <MissingBar missing={missing} ask={() => act('agree', agreeAndSave(missing.consent))} />}
        </div>
      )}
    </>
  );
}

/** `consent`: where to agree. */
type Missing = { readonly consent: string; readonly text: string };

function MissingBar({ missing, ask }: { readonly missing: Missing; ask(): void }) {
  return (
    <MessageBar intent="warning" layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{runStrings.saveConsent.title}</MessageBarTitle>
        {missing.text}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={ask}>{runStrings.saveConsent.ask}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
