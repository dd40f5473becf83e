// The status block that opens every result of Plex, and its judgement (rule 26): anything but success ends the call.
import { capped, type Place, plexError } from './failure.ts';

/** The block's texts as they came; absent ones are undefined. */
export type StatusBlock = {
  statusNo?: string;
  error?: string;
  errorNo?: string;
  message?: string;
  instanceNo?: string;
};

/** PLEX_FAULT when Error is true or a number is not 0; PLEX_UNEXPECTED_SHAPE when one of the three is missing or unreadable. */
export function checkStatus(status: StatusBlock, place: Place): void {
  const { statusNo = '', error = '', errorNo = '' } = status;
  if (!/^-?\d{1,10}$/.test(statusNo) || !/^-?\d{1,10}$/.test(errorNo) || !/^(?:true|false|1|0)$/i.test(error)) {
    const seen = capped(`StatusNo "${statusNo}", Error "${error}", ErrorNo "${errorNo}"`, 200);
    throw plexError('PLEX_UNEXPECTED_SHAPE', place, `the status block is not whole: ${seen}`);
  }
  if (/^(?:false|0)$/i.test(error) && Number(statusNo) === 0 && Number(errorNo) === 0) return;
  const message = capped(status.message ?? '') || 'no message given';
  throw plexError('PLEX_FAULT', place, `Plex answered with an error: ${message}`, {
    plexMessage: message,
    statusNo: Number(statusNo),
    errorNo: Number(errorNo),
    instanceNo: capped(status.instanceNo ?? '', 60),
  });
}
