// What a screen reader hears while a run moves: each step once, and the end.
import { makeStyles } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { outcomeWord } from '../../components/run-badge.tsx';
import { queueStrings } from '../../strings.ts';
import type { Progress } from './use-run.ts';

const useStyles = makeStyles({
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

type Props = { readonly run: ApiRun; readonly progress: Progress | undefined };

export function RunVoice({ run, progress }: Props) {
  const styles = useStyles();
  return (
    <div className={styles.hidden} role="status">
      {queueStrings.told(run.id, spoken(run, progress))}
    </div>
  );
}

function spoken(run: ApiRun, progress: Progress | undefined): string {
  if (run.status !== 'running') return outcomeWord(run);
  if (progress?.phase) return queueStrings.phases[progress.phase];
  const step = run.steps.find(({ status }) => status === 'running');
  return step ? queueStrings.step(step.number, run.steps.length, step.title) : outcomeWord(run);
}
