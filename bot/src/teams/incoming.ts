// What comes in from Teams, parsed at the wall: the parts of an activity that we use.
import type { Conversation } from '@repsys/core/node';
import type { ConversationReference } from 'botbuilder';
import { z } from 'zod';
import type { Person } from '../access.ts';

const activitySchema = z.object({
  type: z.string(),
  id: z.string().max(500).optional(),
  name: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  // A longer one is told that it is too long, by its beginning.
  text: z
    .string()
    .transform((text) => text.slice(0, 50_000))
    .nullish(),
  value: z.unknown().optional(),
  replyToId: z.string().max(500).optional(),
  from: z.object({
    id: z.string().max(500),
    aadObjectId: z.string().max(100).optional(),
    name: z.string().max(300).optional(),
  }),
  conversation: z.object({
    id: z.string().min(1).max(500),
    // What is of no known kind may be read by anybody.
    conversationType: z.enum(['personal', 'groupChat', 'channel']).catch('groupChat'),
    tenantId: z.string().max(100).optional(),
  }),
  channelData: z
    .object({
      eventType: z.string().max(100).optional(),
      tenant: z.object({ id: z.string().max(100) }).optional(),
      team: z
        .object({
          id: z.string().max(300).optional(),
          aadGroupId: z.string().max(100).optional(),
          name: z.string().max(300).optional(),
        })
        .optional(),
      channel: z
        .object({
          id: z.string().max(300).optional(),
          name: z.string().max(300).optional(),
          type: z.string().max(50).optional(),
        })
        .optional(),
    })
    .nullish(),
  membersAdded: z.array(z.unknown()).optional(),
  membersRemoved: z.array(z.object({ id: z.string() })).optional(),
  recipient: z.object({ id: z.string() }).optional(),
});

export type Incoming = Readonly<z.infer<typeof activitySchema>> & {
  readonly person: Person;
  readonly tenant: string | undefined;
  readonly key: string;
};

/** Reads an activity; undefined when it is none that we can answer. */
export function readIncoming(activity: unknown): Incoming | undefined {
  const parsed = activitySchema.safeParse(activity);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const { from, conversation, channelData } = data;
  return {
    ...data,
    // Teams' own id of somebody is no identity: whoever has no object id is nobody.
    person: { id: from.aadObjectId ?? '', name: from.name ?? 'somebody' },
    tenant: (channelData?.tenant?.id ?? conversation.tenantId)?.toLowerCase(),
    key: `teams:${conversation.id}:${data.id ?? ''}`,
  };
}

/** The bot is out of the conversation now: uninstalled, or taken out by somebody. */
export const isFarewell = ({ type, action, membersRemoved = [], recipient }: Incoming): boolean =>
  type === 'installationUpdate'
    ? action === 'remove' || action === 'remove-upgrade'
    : membersRemoved.some(({ id }) => id === recipient?.id);

/** Somebody has come to the conversation, its channel or its team, or has left it. */
export const isMemberChange = ({ type, membersAdded = [], membersRemoved = [], channelData }: Incoming): boolean =>
  type === 'conversationUpdate' &&
  (membersAdded.length + membersRemoved.length > 0 || /member/i.test(channelData?.eventType ?? ''));

/** Whether people read along who are members of the channel by another team or organization, and whom nobody lists to the bot. */
export const isShared = ({ channelData }: Incoming): boolean => channelData?.channel?.type?.toLowerCase() === 'shared';

/** The conversation of an activity as the record keeps it. */
export function conversationOf(
  { conversation, person, channelData }: Incoming,
  reference: Partial<ConversationReference>,
): Conversation {
  const kind = conversation.conversationType;
  const { team, channel } = channelData ?? {};
  const ids = { group: team?.aadGroupId, team: team?.id, channel: channel?.id, name: channel?.name ?? team?.name };
  const known = Object.fromEntries(
    Object.entries(ids).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  return {
    id: conversation.id,
    kind,
    person: kind === 'personal' && person.id !== '' ? person.id : null,
    reference,
    team: kind === 'channel' ? known : null,
  };
}
