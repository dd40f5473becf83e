// Stops a run from its row.
import { Button } from '@fluentui/react-components';
import type { Action } from '../../api/use-action.ts';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import type { QueueRun } from './queue-words.ts';

type Props = { readonly run: QueueRun; readonly action: Action; reload(): void };

export function CancelButton({ run, action, reload }: Props) {
  const { api, tell } = useSession();
  if (!run.may.cancel) return null;
  const { cancel } = runStrings.actions;
  const work = async () => {
    await api.call('cancel', { params: { run: run.id } });
    tell(runStrings.done.cancel);
    reload();
  };
  return (
    <Button
      size="small"
      aria-label={runStrings.actionOn(cancel, run.id)}
      disabledFocusable={action.busy !== undefined}
      onClick={(event) => {
        event.stopPropagation();
        action.act(`cancel ${run.id}`, work, cancel);
      }}
    >
      {cancel}
    </Button>
  );
}
