// Groups and app roles of a caller: from the token, from Microsoft Graph where the token has no room for them; remembered for the chat.
import { createHash } from 'node:crypto';
import { isCode } from '@repsys/core';
import { type Database, keepMembership, type Logger } from '@repsys/core/node';
import type { Access } from '../access.ts';
import { type Caller, type CallerToken, cannotTell } from './caller.ts';

export type MembershipParts = {
  readonly access: Pick<Access, 'groups' | 'appRoles'>;
  readonly database: Database;
  readonly log: Logger;
  /** All groups of the person behind a token, asked in their name; undefined where the bot has no secret to ask with. */
  readonly groupsOf: ((token: CallerToken) => Promise<readonly string[]>) | undefined;
};

const mostKnown = 5_000;

type Completed = {
  readonly person: Promise<Caller['person']>;
  /** Whether the record knows; undefined while it is being told. */
  kept: boolean | undefined;
};

/** Completes callers, each token once: those who call at the same time with one token wait for the same answer. */
export function openMemberships(parts: MembershipParts): (caller: Caller) => Promise<Caller> {
  const known = new Map<string, Completed>();
  const { groups, appRoles } = parts.access;
  return async (caller) => {
    const { token } = caller;
    if (!token || groups.length + appRoles.length === 0) return caller;
    const key = createHash('sha256').update(token.assertion).digest('base64');
    if (known.size >= mostKnown) known.clear();
    const completed = known.get(key) ?? { person: complete(parts, caller, token), kept: false };
    known.set(key, completed);
    // A failure may pass; whoever comes next asks anew.
    const person = await completed.person.catch((error: unknown) => {
      known.delete(key);
      throw error;
    });
    const whole = { ...caller, person };
    // What could not be kept is tried again at the next call.
    if (completed.kept === false) await keep(parts, whole, token, completed);
    return whole;
  };
}

async function complete(
  { access, ...parts }: MembershipParts,
  caller: Caller,
  token: CallerToken,
): Promise<Caller['person']> {
  const all = await allGroups({ access, ...parts }, caller, token);
  return {
    ...caller.person,
    groups: all.map((group) => group.toLowerCase()).filter((group) => access.groups.includes(group)),
    appRoles: (caller.person.appRoles ?? []).filter((role) => access.appRoles.includes(role)),
  };
}

async function keep(
  { database, log }: MembershipParts,
  { person: { id: person, groups = [], appRoles = [] }, expiresAt }: Caller,
  { issuedAt }: CallerToken,
  completed: Completed,
): Promise<void> {
  completed.kept = undefined;
  try {
    await keepMembership(database, { person, groups, appRoles, issuedAt, expiresAt });
    completed.kept = true;
  } catch (error) {
    completed.kept = false;
    log.warn({ error }, 'what the chat should know of groups could not be kept; it is tried again');
  }
}

async function allGroups(
  { access, groupsOf, log }: MembershipParts,
  { person }: Caller,
  token: CallerToken,
): Promise<readonly string[]> {
  if (!token.groupsElsewhere || access.groups.length === 0) return person.groups ?? [];
  if (groupsOf)
    return groupsOf(token).catch((error: unknown) => {
      if (isCode(error, 'REQUEST_CONSENT_NEEDED') || isCode(error, 'REQUEST_NOT_SIGNED_IN')) throw error;
      log.warn({ person: person.id, error }, 'the groups of a person could not be asked for');
      throw cannotTell('Microsoft does not say which groups you are in.');
    });
  log.warn({ person: person.id }, 'a token names no groups because there are too many; TAB_CLIENT_SECRET is not set');
  return [];
}
