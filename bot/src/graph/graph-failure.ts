// What a refusal by Microsoft Graph means in an operator's words.
import { AppError } from '@repsys/core';

/** What was being done, the permission it needs, and what is not there when Graph answers 404. */
export type Doing = { readonly what: string; readonly permission: string; readonly absent: string };

/** A refusal that will not pass by itself; `reason` is Graph's own short code. */
export function graphFailure(status: number, reason: string, { what, permission, absent }: Doing): AppError {
  const details = { httpStatus: status, reason };
  const told = `HTTP ${status}${reason === '' ? '' : `, ${reason}`}`;
  if (status === 401 || status === 403)
    return new AppError('DELIVERY_NOT_ALLOWED', `Graph does not let the bot ${what} (${told}): grant ${permission}.`, {
      details,
    });
  if (status === 404)
    return new AppError(
      'DELIVERY_NOT_ALLOWED',
      `${absent}, or the bot may not see it (${told}): check the setting, or grant ${permission}.`,
      { details },
    );
  if (status === 507)
    return new AppError('DELIVERY_LIBRARY_FULL', `The library has no room left (${told}).`, { details });
  if (status === 413)
    return new AppError('DELIVERY_TOO_LARGE', `Graph takes no file of this size (${told}).`, { details });
  return new AppError('DELIVERY_FAILED', `Graph did not ${what} (${told}).`, { details });
}
