// Where the bot may write unasked: the conversations it has been spoken to in.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { now } from './clock.ts';
import type { ConversationKind } from './tables.ts';

/** `reference` is what the bot's library needs to write there; `team` holds the ids of team and channel. `person` is set in a 1:1 chat. `memberChanges`: how often somebody has come or gone; unknown of one that is not read from the record. */
export type Conversation = {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly person: string | null;
  readonly reference: object;
  readonly team: Readonly<Record<string, string>> | null;
  readonly memberChanges?: number;
};

const keepStatement = sqlFile('./keep-conversation.sql', import.meta.url, { often: true });

/** Keeps conversations as they are now, the last word on each; one that was dropped is open again. */
export async function keepConversations(database: Database, told: readonly Conversation[]): Promise<void> {
  await keepStatement.run(database.pool, {
    ids: told.map(({ id }) => id),
    kinds: told.map(({ kind }) => kind),
    persons: told.map(({ person }) => person),
    references: told.map(({ reference }) => JSON.stringify(reference)),
    teams: told.map(({ team }) => team && JSON.stringify(team)),
  });
}

/** The conversation of this id, unless the bot is out of it. */
export async function openConversation(database: Database, id: string): Promise<Conversation | undefined> {
  return database.kysely
    .selectFrom('record.conversation')
    .select(['id', 'kind', 'person', 'reference', 'team', 'member_changes as memberChanges'])
    .where('id', '=', id)
    .where('dropped_at', 'is', null)
    .executeTakeFirst();
}

/** The newest 1:1 chat with a person, if there is one. */
export async function personalConversation(database: Database, person: string): Promise<Conversation | undefined> {
  return database.kysely
    .selectFrom('record.conversation')
    .select(['id', 'kind', 'person', 'reference', 'team', 'member_changes as memberChanges'])
    .where('person', '=', person)
    .where('kind', '=', 'personal')
    .where('dropped_at', 'is', null)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The bot was removed or blocked: nothing is sent there any more. */
export async function dropConversation(database: Database, id: string): Promise<void> {
  await database.kysely
    .updateTable('record.conversation')
    .set({ dropped_at: now })
    .where('id', '=', id)
    .where('dropped_at', 'is', null)
    .execute();
}

/** Somebody has come to a conversation or left it, or a whole team: what any bot remembers of its members is no good any more. */
export async function noteMembersChanged(
  database: Database,
  place: { readonly id: string; readonly group: string | undefined; readonly team: string | undefined },
): Promise<void> {
  await database.pool.query(
    `update record.conversation set member_changes = member_changes + 1
     where split_part(id, ';', 1) = split_part($1, ';', 1) or team ->> 'group' = $2 or team ->> 'team' = $3`,
    [place.id, place.group ?? null, place.team ?? null],
  );
}
