// Who the API is told to be speaking with: a token of Teams, or on a developer's machine a name.
import type { Host } from './host.ts';
import { onLoopback } from './loopback.ts';

/** The sign-in of a request. Tokens live in memory only. */
export type SignIn = {
  readonly kind: 'teams' | 'development';
  /** For development: the name in use. */
  readonly person: string | undefined;
  /** The value of the Authorization header. */
  authorization(): Promise<string>;
  /** What the first message of the socket holds. */
  liveToken(): Promise<string>;
};

const firstPerson = 'dana';

/** The sign-in that fits the host; undefined outside Teams, where only loopback knows another. */
export function signInFor(host: Host, person = personInAddress()): SignIn | undefined {
  if (host.inTeams) return teamsSignIn(host);
  return onLoopback() ? developmentSignIn(person) : undefined;
}

/** The name after `?as=`, so that a reload stays signed in without keeping anything. */
const personInAddress = (): string => new URLSearchParams(location.search).get('as') ?? firstPerson;

function teamsSignIn(host: Host): SignIn {
  // Teams keeps a token until shortly before its end, so asking each time is cheap.
  const token = () => host.token(true);
  return { kind: 'teams', person: undefined, authorization: async () => `Bearer ${await token()}`, liveToken: token };
}

function developmentSignIn(person: string): SignIn {
  // A number or word names the person to the server; how they are called comes after it.
  const id = person.replace(/[^\w.@:-]/g, '-');
  const value = async () => `Development ${id} ${encodeURIComponent(person)}`;
  return { kind: 'development', person, authorization: value, liveToken: value };
}

/** Writes another name into the address and starts anew. */
export function signInAs(person: string): void {
  const address = new URL(location.href);
  address.searchParams.set('as', person);
  location.assign(address);
}
