// Who reads along: in a group a card says less unless everybody there may see the company.
import { type Conversation, openConversation } from '@repsys/core/node';
import type { Chat } from './chat.ts';

export type Detail = 'full' | 'less';

const rememberedMs = 300_000;
const mostRemembered = 1_000;

export type Audience = {
  /** What may be shown of a company in this conversation. When in doubt, less. */
  detailFor(conversation: string, company: number): Promise<Detail>;
};

type Remembered = { readonly until: number; readonly members: Promise<readonly string[] | undefined> };

/** Members are asked for at most every five minutes. */
export function openAudience({ database, desk, messenger, log }: Chat): Audience {
  const remembered = new Map<string, Remembered>();
  const membersOf = (conversation: Conversation): Promise<readonly string[] | undefined> => {
    const known = remembered.get(conversation.id);
    if (known && known.until > Date.now()) return known.members;
    if (remembered.size >= mostRemembered) remembered.clear();
    const members = messenger.members(conversation).catch((error: unknown) => {
      log.warn({ conversation: conversation.id, error }, 'the members of a conversation could not be asked for');
      remembered.delete(conversation.id);
      return undefined;
    });
    remembered.set(conversation.id, { until: Date.now() + rememberedMs, members });
    return members;
  };
  return {
    async detailFor(id, company) {
      const conversation = await openConversation(database, id);
      if (!conversation) return 'less';
      const readers = conversation.kind === 'personal' ? [conversation.person ?? ''] : await membersOf(conversation);
      return readers?.every((reader) => desk.maySee({ id: reader, name: '' }, company)) ? 'full' : 'less';
    },
  };
}
