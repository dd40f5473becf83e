// The deeds behind the buttons of a run: each asks the server, says what came of it, and shows what is new.
import type { ApiAcceptance, ApiRun } from '@repsys/core';
import type { TabFailure } from '../../api/failure.ts';
import { useAction } from '../../api/use-action.ts';
import { useSession } from '../../session/session.ts';
import { runStrings } from '../../strings.ts';
import { saveFile } from './save-file.ts';

export type RunDeeds = {
  readonly busy: string | undefined;
  readonly failure: TabFailure | undefined;
  forget(): void;
  download(): void;
  cancel(): void;
  resume(): void;
  again(): void;
  send(): void;
  remove(): void;
};

export function useRunDeeds(run: ApiRun, reload: () => void): RunDeeds {
  const { api, place, goTo, tell } = useSession();
  const { busy, failure, act, forget } = useAction();
  const params = { run: run.id };
  const key = () => crypto.randomUUID();
  const { done } = runStrings;
  const renewed = (name: 'resume' | 'again') => async () => {
    const accepted: ApiAcceptance = await api.call(name, { params, key: key() });
    tell(done[name](accepted.run));
    goTo({ page: 'queue', run: accepted.run });
  };
  return {
    busy,
    failure,
    forget,
    resume: () => act('resume', renewed('resume')),
    again: () => act('again', renewed('again')),
    download: () =>
      act('download', async () => {
        const name = run.workbook?.name ?? `run-${run.id}.xlsx`;
        saveFile(await api.workbook(run.id), name);
        tell(done.download(name));
      }),
    cancel: () =>
      act('cancel', async () => {
        await api.call('cancel', { params });
        tell(done.cancel);
        reload();
      }),
    send: () =>
      act('send', async () => {
        await api.call('deliver', { params, key: key() });
        tell(done.send);
        reload();
      }),
    remove: () =>
      act('delete', async () => {
        await api.call('delete', { params });
        tell(done.delete);
        goTo({ page: place.page, run: undefined });
      }),
  };
}
