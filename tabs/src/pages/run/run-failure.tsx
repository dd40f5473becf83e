// Why a run stopped, in plain words, and whose move it is; or who stops it, or what it waits for.
import { Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { type ApiRun, errorTable, failureWords } from '@repsys/core';
import { foreignErrors, queueStrings, runStrings, words } from '../../strings.ts';
import { awayText } from '../queue/queue-words.ts';

const useStyles = makeStyles({
  text: { overflowWrap: 'anywhere' },
  told: { marginTop: tokens.spacingVerticalXS },
});

export function RunFailure({ run }: { readonly run: ApiRun }) {
  if (run.failure && run.status !== 'succeeded') return <Failed run={run} failure={run.failure} />;
  if (run.cancelRequestedBy !== null && run.finishedAt === null) {
    return <Note intent="warning" text={runStrings.stopping(run.cancelRequestedBy)} />;
  }
  if (run.outage) return <Note intent="warning" text={awayText(run.outage, Date.now())} />;
  if (run.status !== 'queued') return null;
  const { holder } = run;
  return <Note intent="info" text={holder ? queueStrings.holder(holder.run, holder.stepTitle) : runStrings.waits} />;
}

function Note({ intent, text }: { readonly intent: 'warning' | 'info'; readonly text: string }) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}

type FailedProps = { readonly run: ApiRun; readonly failure: NonNullable<ApiRun['failure']> };

function Failed({ run, failure }: FailedProps) {
  const step = run.steps.find(({ name }) => name === failure.step);
  const styles = useStyles();
  const who = words.whose[errorTable[failure.code].audience];
  const { sentence, move, technical } = failureWords(failure, foreignErrors());
  return (
    <MessageBar intent={run.status === 'cancelled' ? 'info' : 'error'} layout="multiline">
      <MessageBarBody className={styles.text}>
        <MessageBarTitle>{runStrings.failed(step?.title)}</MessageBarTitle>
        <div>{sentence}</div>
        {move && (
          <div>
            <strong>{runStrings.move(who)}</strong>
            {move}
          </div>
        )}
        <details className={styles.told}>
          <summary>{runStrings.technical}</summary>
          <Caption1 block>{technical}</Caption1>
        </details>
      </MessageBarBody>
    </MessageBar>
  );
}
