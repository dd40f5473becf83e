// A failure as a bar above what it is about: what happened, whose move it is, a way to go on.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import { mayPass, type TabFailure } from '../api/failure.ts';
import { appStrings } from '../strings.ts';
import { DismissIcon } from './icons.tsx';

const useStyles = makeStyles({ text: { overflowWrap: 'anywhere' }, bar: { flexShrink: 0 } });

type FailureBarProps = {
  readonly failure: TabFailure | undefined;
  readonly retry?: () => void;
  readonly dismiss?: () => void;
};

export function FailureBar({ failure, retry, dismiss }: FailureBarProps) {
  const styles = useStyles();
  if (!failure) return null;
  const { problem, message } = failure;
  return (
    <MessageBar
      className={styles.bar}
      intent={mayPass(failure) ? 'warning' : 'error'}
      layout="multiline"
      politeness="assertive"
    >
      <MessageBarBody className={styles.text}>
        <MessageBarTitle>{problem?.title ?? appStrings.problem}</MessageBarTitle>
        {message}
        {problem && appStrings.move(problem.move)}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          dismiss && (
            <Button appearance="transparent" aria-label={appStrings.dismiss} icon={<DismissIcon />} onClick={dismiss} />
          )
        }
      >
        {retry && <Button onClick={retry}>{appStrings.again}</Button>}
      </MessageBarActions>
    </MessageBar>
  );
}
