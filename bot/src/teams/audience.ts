// Who reads along: in a group a card says less unless everybody there may see the company.
import type { Conversation } from '@repsys/core/node';
import { z } from 'zod';
import { type Companies, isAmong } from '../run-rights.ts';
import type { Chat } from './chat.ts';

export type Detail = 'full' | 'less';

const rememberedMs = 300_000;
const failureRememberedMs = 30_000;
const mostRemembered = 1_000;

/** `isOwn`: somebody's own chat with the bot. `userIds`: Teams' ids of those whose client asks for a card anew when they look at it; none: everybody's. */
export type AudienceFound = { readonly detail: Detail; readonly userIds: readonly string[]; readonly isOwn: boolean };

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
  const seenBy = async (readers: readonly string[] | undefined): Promise<Companies> =>
    readers ? desk.seenByAll(await desk.known(readers.map((id) => ({ id, name: '' })))) : [];
  return {
    async of(conversation, company) {
      if (!conversation) return { detail: 'less', userIds: [], isOwn: false };
      const isOwn = conversation.kind === 'personal';
      const seen = await seenBy(isOwn ? [conversation.person ?? ''] : await membersOf(conversation));
      const detail = isAmong(seen, company) ? 'full' : 'less';
      return { detail, userIds: isOwn ? userOf(conversation) : [], isOwn };
    },
    shown: async (group) => (group ? seenBy(await membersOf(group)) : []),
  };
}

const referenceSchema = z.object({ user: z.object({ id: z.string() }) });

function userOf({ reference }: Conversation): readonly string[] {
  const { data } = referenceSchema.safeParse(reference);
  return data ? [data.user.id] : [];
}
