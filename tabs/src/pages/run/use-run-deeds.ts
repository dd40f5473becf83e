// The deeds behind the buttons of a run: each asks the server, says what came of it, and shows what is new.
import type { ApiAcceptance, ApiRun } from '@repsys/core';
import type { TabFailure } from '../../api/failure.ts';
import { useAction } from '../../api/use-action.ts';
import { startOf } from '../../place.ts';
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

export function useRunDeeds(run: ApiRun, reload: () => void, deleted?: (run: number) => void): RunDeeds {
  const { busy, failure, act, forget } = useAction();
  const works = useWorks(run, reload, deleted);
  return {
    busy,
    failure,
    forget,
    download: () => act('download', works.download),
    cancel: () => act('cancel', works.cancel, runStrings.actions.cancel),
    resume: () => act('resume', works.resume(key()), runStrings.actions.resume),
    again: () => act('again', works.again(key()), runStrings.actions.again),
    send: () => act('send', works.send(key()), runStrings.actions.send),
    remove: () => act('delete', works.remove),
  };
}

type Work = () => Promise<void>;
/** `key` names the wish: however often it is sent, it is done once. */
type KeyedWork = (key: string) => Work;
type Works = Readonly<Record<'download' | 'cancel' | 'remove', Work> & Record<'resume' | 'again' | 'send', KeyedWork>>;

const key = (): string => crypto.randomUUID();

function useWorks(run: ApiRun, reload: () => void, deleted?: (run: number) => void): Works {
  const { api, place, goTo, tell } = useSession();
  const params = { run: run.id };
  const { done } = runStrings;
  const renewed = (name: 'resume' | 'again') => (wish: string) => async () => {
    const accepted: ApiAcceptance = await api.call(name, { params, key: wish });
    tell(done[name](accepted.run));
    goTo({ ...startOf('queue'), run: accepted.run });
  };
  const told = async (work: Promise<unknown>, text: string) => {
    await work;
    tell(text);
    reload();
  };
  return {
    resume: renewed('resume'),
    again: renewed('again'),
    download: async () => {
      const name = run.workbook?.name ?? `run-${run.id}.xlsx`;
      saveFile(await api.workbook(run.id), name);
      tell(done.download(name));
    },
    cancel: () => told(api.call('cancel', { params }), done.cancel),
    send: (wish) => () => told(api.call('deliver', { params, key: wish }), done.send),
    remove: async () => {
      await api.call('delete', { params });
      tell(done.delete);
      deleted?.(run.id);
      goTo({ ...place, run: undefined });
    },
  };
}
