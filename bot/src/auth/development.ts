// Signing in without a token, for laptops and tests: whoever knows the secret of this start is whom they say they are.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '../access.ts';
import { type Caller, notSignedIn } from './caller.ts';

export const developmentScheme = 'Development';

const goodForMs = 8 * 3_600_000;
const idForm = /^[\w.@:-]{1,100}$/;

/** Whether a text is the secret. It takes as long whatever is wrong with it. */
export function isSecret(secret: string, given: string): boolean {
  const [one, other] = [secret, given].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** Whether an Authorization header is `Development <secret>`, by which the chat of a laptop is known. */
export const isFromDevelopment = (secret: string, authorization: string): boolean =>
  isSecret(`${developmentScheme} ${secret}`, authorization);

/** Of `<secret> <person id> [<name>]`, the name percent-encoded. Throws REQUEST_NOT_SIGNED_IN. */
export function developmentCaller(access: Access, secret: string, words: string): Caller {
  const [given = '', id = '', name] = words.trim().split(' ');
  if (!isSecret(secret, given)) throw notSignedIn('That is not the secret of this start.');
  if (!idForm.test(id)) throw notSignedIn('The sign-in names nobody.');
  return {
    person: { id, name: access.nameOf(id) ?? decoded(name) ?? id, standing: 'member' },
    expiresAt: Date.now() + goodForMs,
  };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text).slice(0, 200);
  } catch {
    return undefined;
  }
}
