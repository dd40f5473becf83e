// Who the API is told to be speaking with: a token of Teams, or on a developer's machine a name with the secret of the start.
import { developmentSecret } from './development.ts';
import type { Host } from './host.ts';

/** The sign-in of a request. Tokens live in memory only. */
export type SignIn = {
  /** Outside Teams: the name in use. */
  readonly person: string | undefined;
  /** The value of the Authorization header. */
  authorization(): Promise<string>;
  /** What the first message of the socket holds. */
  liveToken(): Promise<string>;
};

const firstPerson = 'dana';

/** The sign-in that fits the host; undefined outside Teams, where only who has the secret of a start for development knows another. */
export function signInFor(host: Host): SignIn | undefined {
  if (host.inTeams) return teamsSignIn(host);
  if (host.mayCome) return undefined;
  const secret = developmentSecret();
  if (secret === undefined) return undefined;
  const person = personInAddress();
  return { person, ...named({ secret, id: person, name: person }) };
}

/** The name after `?as=`, so that a reload stays signed in without keeping anything. */
const personInAddress = (): string => new URLSearchParams(location.search).get('as') ?? firstPerson;

/** Teams keeps a token until shortly before its end, so asking each time is cheap. */
const teamsSignIn = (host: Host): SignIn => ({
  person: undefined,
  authorization: async () => `Bearer ${await host.token(true)}`,
  liveToken: () => host.token(true),
});

type Ways = Pick<SignIn, 'authorization' | 'liveToken'>;

/** The development sign-in: a word names the person to the server; how they are called comes after it. */
function named({ secret, id, name }: Readonly<Record<'secret' | 'id' | 'name', string>>): Ways {
  const value = async () => `Development ${secret} ${id.replace(/[^\w.@:-]/g, '-')} ${encodeURIComponent(name)}`;
  return { authorization: value, liveToken: value };
}

/** Writes another name into the address and starts anew. */
export function signInAs(person: string): void {
  const address = new URL(location.href);
  address.searchParams.set('as', person);
  location.assign(address);
}
