// People in chats: each writes in a conversation of their own, and waits for what the bot posts there.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Child } from '../../sandbox/src/world/child.ts';
import type { Told } from './connector.ts';

export type Person = { readonly id: string; readonly name: string; readonly conversation: string };

export type Teams = {
  /** Writes for a person; ms from the post of the activity to the arrival of the first thing that is posted in answer. */
  ask(person: Person, text: string): Promise<number>;
  /** The bot comes to know a person's conversation. */
  meet(person: Person): Promise<void>;
  /** What has been posted and edited so far. */
  counted(): { readonly posts: number; readonly edits: number };
};

/** So many people. */
export const peopleOf = (count: number, word: string): readonly Person[] =>
  Array.from({ length: count }, (_, at) => {
    const name = `${word} ${at + 1}`;
    return { id: randomUUID(), name, conversation: `a:${word}-${at + 1}` };
  });

const patienceMs = 60_000;
const now = (): number => performance.timeOrigin + performance.now();

/** Waits for the connector to listen; then people can write to the bot. */
export async function openTeams({ process: connector }: Child, botUrl: string, secret: string): Promise<Teams> {
  const waiting = new Map<string, (at: number) => void>();
  const count = { posts: 0, edits: 0 };
  const serviceUrl = await new Promise<string>((resolve) => {
    connector.on('message', (told: Told) => {
      if ('port' in told) return resolve(`http://127.0.0.1:${told.port}/`);
      count[told.method === 'POST' ? 'posts' : 'edits'] += 1;
      if (told.method !== 'POST') return;
      waiting.get(told.conversation)?.(told.at);
      waiting.delete(told.conversation);
    });
  });
  const post = (person: Person, more: object) => send(botUrl, secret, { ...activityOf(person, serviceUrl), ...more });
  return {
    async ask(person, text) {
      const arrival = new Promise<number>((resolve) => waiting.set(person.conversation, resolve));
      const asked = now();
      const [at] = await Promise.all([inTime(arrival, text), post(person, { type: 'message', text })]);
      return at - asked;
    },
    meet: (person) => post(person, { type: 'conversationUpdate' }),
    counted: () => ({ ...count }),
  };
}

/** What it costs to send must not be measured: `fetch` takes four times as long, on the cores that the bot works on. */
const agent = new Agent({ keepAlive: true });

async function send(botUrl: string, secret: string, activity: object): Promise<void> {
  const body = JSON.stringify(activity);
  const headers = {
    authorization: `Development ${secret}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const call = request(`${botUrl}/api/messages`, { method: 'POST', agent, headers });
  call.end(body);
  const [response]: IncomingMessage[] = await once(call, 'response');
  response?.resume();
  if (response?.statusCode !== 200) throw new Error(`The bot answered ${response?.statusCode}.`);
}

function activityOf({ id, name, conversation }: Person, serviceUrl: string): object {
  return {
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${id}`, aadObjectId: id, name },
    recipient: { id: '28:bot', name: 'Reports' },
    conversation: { id: conversation, conversationType: 'personal', tenantId: 'tenant' },
    channelData: { tenant: { id: 'tenant' } },
  };
}

async function inTime(arrival: Promise<number>, text: string): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer to "${text}".`)), patienceMs);
  });
  return Promise.race([arrival, late]).finally(() => clearTimeout(timer));
}
