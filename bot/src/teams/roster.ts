// Who is in a conversation: its members as Teams tells them, with where each stands, believed for a short while.
import { AppError } from '@repsys/core';
import type { Conversation, Logger } from '@repsys/core/node';
import type { Person, Standing } from '../access.ts';
import type { RequestDesk } from '../request-desk.ts';
import type { Member, Messenger } from './messenger.ts';

const rememberedMs = 300_000;
const failureRememberedMs = 30_000;
const mostRemembered = 1_000;

export type Roster = {
  /** Everybody in a conversation, with what is known of them; undefined when they are too many, or Teams does not tell. */
  of(conversation: Conversation): Promise<readonly Person[] | undefined>;
  /** The same, asked anew. */
  anew(conversation: Conversation): Promise<readonly Person[] | undefined>;
  /** Somebody of this object id, with what the conversation tells of them. */
  person(conversation: Conversation | undefined, person: Person): Promise<Person>;
};

export type RosterParts = {
  readonly desk: Pick<RequestDesk, 'known' | 'byStanding'>;
  readonly messenger: Pick<Messenger, 'members'>;
  readonly log: Logger;
  /** Ours; undefined on a laptop, where every tenant is. */
  readonly tenant: string | undefined;
};

/** `changes`: how often members had come or gone by then. */
type Remembered = {
  readonly until: number;
  readonly changes: number | undefined;
  readonly members: Promise<readonly Person[] | undefined>;
};

/** Members are asked for at most every five minutes, and at once when somebody has come or gone; where that fails, again after half a minute. */
export function openRoster({ desk, messenger, log, tenant }: RosterParts): Roster {
  const remembered = new Map<string, Remembered>();
  const remember = ({ id, memberChanges: changes }: Conversation, ms: number, members: Remembered['members']) =>
    void remembered.set(id, { until: Date.now() + ms, changes, members });
  const ask = async (conversation: Conversation): Promise<readonly Person[] | undefined> =>
    (await messenger.members(conversation))?.map((member) => personOf(member, tenant));
  const membersOf = (conversation: Conversation): Promise<readonly Person[] | undefined> => {
    const known = remembered.get(conversation.id);
    return known && isGood(known, conversation) ? known.members : askAnew(conversation);
  };
  const askAnew = (conversation: Conversation): Promise<readonly Person[] | undefined> => {
    if (remembered.size >= mostRemembered) remembered.clear();
    const members = ask(conversation).catch((error: unknown) => {
      log.warn({ conversation: conversation.id, error }, 'the members of a conversation could not be asked for');
      remember(conversation, failureRememberedMs, members);
      return undefined;
    });
    remember(conversation, rememberedMs, members);
    return members;
  };
  return {
    async of(conversation) {
      const members = await membersOf(conversation);
      return members && desk.known(members);
    },
    async anew(conversation) {
      const members = await askAnew(conversation);
      return members && desk.known(members);
    },
    async person(conversation, person) {
      const [known = person] = await desk.known([person]);
      if (!desk.byStanding || !conversation) return known;
      const standing = (await membersOf(conversation))?.find(({ id }) => id === person.id)?.standing;
      return { ...known, ...(standing && { standing }) };
    },
  };
}

/** Whoever does not know of changes takes what there is. */
const isGood = ({ until, changes }: Remembered, { memberChanges }: Conversation): boolean =>
  until > Date.now() && (memberChanges === undefined || memberChanges === changes);

/** A member without an object id, such as an anonymous guest of a meeting, is nobody who could have rights. */
function personOf(member: Member, tenant: string | undefined): Person {
  const standing = standingOf(member, tenant);
  return { id: member.id ?? '', name: '', ...(standing && { standing }) };
}

function standingOf({ tenant: own, role }: Member, tenant: string | undefined): Standing | undefined {
  if (role === 'anonymous') return 'stranger';
  if (own === undefined) return undefined;
  if (tenant !== undefined && own.toLowerCase() !== tenant.toLowerCase()) return 'stranger';
  return role === 'guest' ? 'guest' : 'member';
}

/** Who cannot be told apart from a stranger now may be told in a moment. */
export const cannotTellWho = (): AppError =>
  new AppError('DELIVERY_BUSY', 'Teams does not tell just now who the asker is.', { details: { retryAfterMs: 5_000 } });
