// Who reads along: in a group a card says less unless everybody there may see the company.
import type { Conversation } from '@repsys/core/node';
import { type Companies, isAmong } from '../run-rights.ts';
import type { Chat } from './chat.ts';

export type Detail = 'full' | 'less';

const rememberedMs = 300_000;
const failureRememberedMs = 30_000;
const mostRemembered = 1_000;

/** `isOwn`: somebody's own chat with the bot. `lacksGroups`: what they may see may go by groups that are not known now. */
export type AudienceFound = { readonly detail: Detail; readonly isOwn: boolean; readonly lacksGroups: boolean };

export type Audience = {
  /** Who reads a conversation, and what may be shown of a company there. When in doubt, and where the bot is out, less. */
  of(conversation: Conversation | null, company: number): Promise<AudienceFound>;
  /** The companies that all who read a group may see. When in doubt, and where the bot is out, none. */
  shown(group: Conversation | undefined): Promise<Companies>;
};

type Remembered = { readonly until: number; readonly members: Promise<readonly string[] | undefined> };

/** Members are asked for at most every five minutes; where that fails, again after half a minute. */
export function openAudience({ desk, messenger, log }: Chat): Audience {
  const remembered = new Map<string, Remembered>();
  const remember = ({ id }: Conversation, ms: number, members: Remembered['members']) =>
    void remembered.set(id, { until: Date.now() + ms, members });
  const membersOf = (conversation: Conversation): Promise<readonly string[] | undefined> => {
    const known = remembered.get(conversation.id);
    if (known && known.until > Date.now()) return known.members;
    if (remembered.size >= mostRemembered) remembered.clear();
    const members = messenger.members(conversation).catch((error: unknown) => {
      log.warn({ conversation: conversation.id, error }, 'the members of a conversation could not be asked for');
      remember(conversation, failureRememberedMs, members);
      return undefined;
    });
    remember(conversation, rememberedMs, members);
    return members;
  };
  const knownOf = (ids: readonly string[]) => desk.known(ids.map((id) => ({ id, name: '' })));
  const shown = async (conversation: Conversation): Promise<Companies> => {
    const members = await membersOf(conversation);
    return members ? desk.seenByAll(await knownOf(members)) : [];
  };
  return {
    async of(conversation, company) {
      if (!conversation) return { detail: 'less', isOwn: false, lacksGroups: false };
      if (conversation.kind !== 'personal')
        return { detail: detailIn(await shown(conversation), company), isOwn: false, lacksGroups: false };
      const reader = await knownOf([conversation.person ?? '']);
      const detail = detailIn(desk.seenByAll(reader), company);
      return { detail, isOwn: true, lacksGroups: reader.some(desk.lacksGroups) };
    },
    shown: async (group) => (group ? shown(group) : []),
  };
}

const detailIn = (seen: Companies, company: number): Detail => (isAmong(seen, company) ? 'full' : 'less');
