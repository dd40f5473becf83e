// Keeps accounts out of errors: whatever Plex echoes, user, password and their Basic form never leave this folder.
import { AppError } from '@repsys/core';

/** A company's web-service account. */
export type PlexAccount = { readonly user: string; readonly password: string };

/** The value of the Authorization header. */
export function basicAuthorization(account: PlexAccount): string {
  return `Basic ${basicToken(account)}`;
}

const basicToken = ({ user, password }: PlexAccount): string => Buffer.from(`${user}:${password}`).toString('base64');

/** Forms shorter than this are not masked: they would blot out ordinary words and hide nothing. */
const shortestSecret = 3;

/** What must never be shown, longest first, so that a part is not masked before its whole. */
export function secretsOf(account: PlexAccount): readonly string[] {
  const { user, password } = account;
  const forms = [basicToken(account), password, encodeURIComponent(password), user, encodeURIComponent(user)];
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret).sort((a, b) => b.length - a.length);
}

/** The same AppError with every secret in message and details masked; an error without any passes as it is. */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof AppError)) return error;
  const masked = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  const entries = Object.entries(error.details);
  const shown = entries.map(([key, value]) => [key, typeof value === 'string' ? masked(value) : value] as const);
  const same = masked(error.message) === error.message && shown.every(([, value], at) => value === entries[at]?.[1]);
  return same ? error : new AppError(error.code, masked(error.message), { details: Object.fromEntries(shown) });
}
