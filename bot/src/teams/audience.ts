// Who reads along: in a group a card says less unless everybody there may see the company.
import type { Conversation } from '@repsys/core/node';
import { type Companies, isAmong } from '../run-rights.ts';
import type { Chat } from './chat.ts';

export type Detail = 'full' | 'less';

/** `isOwn`: somebody's own chat with the bot. `lacksGroups`: what they may see may go by groups that are not known now. */
export type AudienceFound = { readonly detail: Detail; readonly isOwn: boolean; readonly lacksGroups: boolean };

export type Audience = {
  /** Who reads a conversation, and what may be shown of a company there. When in doubt, and where the bot is out, less. */
  of(conversation: Conversation | null, company: number): Promise<AudienceFound>;
  /** What may be shown of a company in a group by those who are in it at this moment: before something is put there for good. */
  atThisMoment(group: Conversation, company: number): Promise<Detail>;
  /** The companies that all who read a group may see. When in doubt, and where the bot is out, none. */
  shown(group: Conversation | undefined): Promise<Companies>;
};

/** Opens it. */
export function openAudience({ desk, roster }: Pick<Chat, 'desk' | 'roster'>): Audience {
  const shown = async (conversation: Conversation): Promise<Companies> =>
    desk.seenByAll((await roster.of(conversation)) ?? []);
  return {
    async of(conversation, company) {
      if (!conversation) return { detail: 'less', isOwn: false, lacksGroups: false };
      if (conversation.kind !== 'personal')
        return { detail: detailIn(await shown(conversation), company), isOwn: false, lacksGroups: false };
      const reader = await roster.person(conversation, { id: conversation.person ?? '', name: '' });
      return {
        detail: detailIn(desk.seenByAll([reader]), company),
        isOwn: true,
        lacksGroups: desk.lacksGroups(reader),
      };
    },
    atThisMoment: async (group, company) => detailIn(desk.seenByAll((await roster.anew(group)) ?? []), company),
    shown: async (group) => (group ? shown(group) : []),
  };
}

const detailIn = (seen: Companies, company: number): Detail => (isAmong(seen, company) ? 'full' : 'less');
