// Signing in without a token, for laptops and tests: only on loopback, never in production.
import { BlockList, isIP } from 'node:net';
import type { Access } from '../access.ts';
import { type Caller, type Connection, notSignedIn } from './caller.ts';

export const developmentScheme = 'Development';

const goodForMs = 8 * 3_600_000;
const idForm = /^[\w.@:-]{1,100}$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address or host name is this machine's own. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/, '').replace(/^\[(.*)\]$/, '$1');
  if (plain === 'localhost') return true;
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** `Development <person id> [<name>]`, the name percent-encoded. Throws REQUEST_NOT_SIGNED_IN. */
export function developmentCaller(
  access: Access,
  words: string,
  { remoteAddress, host, forwarded }: Connection,
): Caller {
  // A page of a foreign site can point its name at this machine, and a tunnel ends here too: both show in the Host.
  const name = host?.replace(/:\d+$/, '');
  if (forwarded || !isLoopback(remoteAddress) || !isLoopback(name))
    throw notSignedIn('This way of signing in is for this machine only.');
  const [id = '', given] = words.trim().split(' ');
  if (!idForm.test(id)) throw notSignedIn('The sign-in names nobody.');
  return { person: { id, name: access.nameOf(id) ?? decoded(given) ?? id }, expiresAt: Date.now() + goodForMs };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text).slice(0, 200);
  } catch {
    return undefined;
  }
}
