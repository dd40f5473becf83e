// What the reader may do with a run: only what the server allows is shown.
import { Body1, Button, makeStyles, tokens } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { useState } from 'react';
import { FailureBar } from '../../components/failure-bar.tsx';
import { DownloadIcon } from '../../components/icons.tsx';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { Changes } from './changes.tsx';
import { DeleteRun } from './delete-run.tsx';
import { SaveToOneDrive } from './save-to-onedrive.tsx';
import { type RunDeeds, useRunDeeds } from './use-run-deeds.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  line: { flexBasis: '100%' },
});

type Props = {
  readonly run: ApiRun;
  reload(): void;
  readonly deleted: ((run: number) => void) | undefined;
};

export function RunActions({ run, reload, deleted }: Props) {
  const styles = useStyles();
  const deeds = useRunDeeds(run, reload, deleted);
  const [compares, setCompares] = useState(false);
  const { actions } = runStrings;
  const canCompare = run.status === 'succeeded';
  return (
    <>
      <div className={styles.root}>
        {run.may.cancel && <Deed deeds={deeds} name="cancel" act={deeds.cancel} />}
        {run.may.resume && <Deed deeds={deeds} name="resume" primary act={deeds.resume} />}
        <FileDeeds run={run} deeds={deeds} reload={reload} />
        {run.may.again && <Deed deeds={deeds} name="again" act={deeds.again} />}
        {canCompare && (
          <Button aria-expanded={compares} onClick={() => setCompares(!compares)}>
            {actions.compare}
          </Button>
        )}
        {run.may.delete && <DeleteRun run={run.id} act={deeds.remove} />}
      </div>
      <FailureBar failure={deeds.failure} dismiss={deeds.forget} />
      {compares && <Changes run={run.id} />}
    </>
  );
}

type FileProps = { readonly run: ApiRun; readonly deeds: RunDeeds; reload(): void };

/** The ways to the file; where nothing can be downloaded, the next best one stands out. */
function FileDeeds({ run: { id, may }, deeds, reload }: FileProps) {
  const styles = useStyles();
  const { savesFiles, me } = useSession();
  const downloads = may.download && savesFiles;
  const { ways, chat, none } = runStrings.noDownload;
  return (
    <>
      {may.download && !savesFiles && (
        <Body1 className={styles.line}>{may.send ? (me.oneDrive ? ways : chat) : none}</Body1>
      )}
      {downloads && <Deed deeds={deeds} name="download" primary icon={<DownloadIcon />} act={deeds.download} />}
      {may.download && <SaveToOneDrive run={id} primary={!downloads} reload={reload} />}
      {may.send && <Deed deeds={deeds} name="send" primary={!downloads && !me.oneDrive} act={deeds.send} />}
    </>
  );
}

type DeedProps = {
  readonly deeds: RunDeeds;
  readonly name: 'download' | 'cancel' | 'resume' | 'again' | 'send';
  readonly primary?: boolean;
  readonly icon?: React.JSX.Element;
  act(): void;
};

function Deed({ deeds, name, primary = false, icon, act }: DeedProps) {
  return (
    <Button
      appearance={primary ? 'primary' : 'secondary'}
      disabledFocusable={deeds.busy !== undefined}
      onClick={act}
      {...(icon && { icon })}
    >
      {runStrings.actions[name]}
    </Button>
  );
}
