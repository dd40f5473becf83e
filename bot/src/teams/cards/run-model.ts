// What the card of a run is drawn from.
import type { RunView } from '@repsys/core/node';
import type { Expected } from './words.ts';

/** A button whose press is answered by the bot. `token` binds it to run, user, verb and expiry; `note` is shown above. */
export type CardButton = {
  readonly verb: string;
  readonly title: string;
  readonly token: string;
  readonly note?: string;
};

export type DeliveryState =
  | 'offered'
  | 'uploading'
  | 'delivered'
  | 'declined'
  | 'expired'
  | 'failed'
  | 'given-up'
  | 'withheld'
  | 'shared';

/** `url`: where the file can be opened. `reason`: why it did not arrive, in words. `elsewhere`: in another chat than this card. */
export type DeliveryModel = {
  readonly state: DeliveryState;
  readonly url?: string;
  readonly reason?: string;
  readonly elsewhere?: boolean;
};

/**
 * All a run's card shows. `now` in ms since the epoch. `expected`: of the whole run; `expectedSteps` by step name.
 * `phase`: what comes after the steps. `joined`: somebody else had asked for the same before. `detail`: `less` where not
 * everyone who reads the card may see the company; `lacking`: in one's own chat, what one lacks to see it. `readSteps`: names of the steps that read from outside, which say how
 * old the data are; without it all steps count. `months`: which months the periods are, where their numbers do not say it. `refresh.userIds`: who gets the card anew when he looks at it.
 */
export type RunCardModel = {
  readonly run: RunView;
  readonly reportTitle: string;
  readonly companyName: string;
  readonly months?: string;
  readonly now: number;
  readonly expected?: Expected;
  readonly expectedSteps?: ReadonlyMap<string, Expected>;
  readonly phase?: 'checks' | 'workbook';
  readonly joined: boolean;
  readonly detail: 'full' | 'less';
  readonly lacking?: 'groups' | 'rights';
  readonly delivery?: DeliveryModel;
  readonly buttons: readonly CardButton[];
  readonly tabUrl?: string;
  readonly personalUrl?: string;
  readonly readSteps?: ReadonlySet<string>;
  readonly refresh?: { readonly token: string; readonly userIds: readonly string[] };
};
