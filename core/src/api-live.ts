// What travels over the tab's WebSocket: the client says who it is, the server tells what moves, numbered.
import { z } from 'zod';
import { idSchema, timeSchema } from './api-parts.ts';

/** Where the socket is. */
export const livePath = '/api/live';

/** Why the server closed: the code of the close frame. */
export const liveClose = {
  /** No hello in time, or a message that is not understood. */
  protocol: 4400,
  /** The token is not good, or has expired: sign in again, then connect. */
  signIn: 4401,
  /** Too many connections or messages. */
  tooMany: 4429,
} as const;

/** `stream` names the server's memory of events: another stream, another numbering. */
export const livePlaceSchema = z.object({ stream: z.string().max(100), event: z.int().nonnegative() });
export type LivePlace = Readonly<z.infer<typeof livePlaceSchema>>;

/** What to hear of: own runs, a company, a run. */
export const liveTopicSchema = z.string().regex(/^(mine|(company|run):[1-9]\d{0,8})$/);

/**
 * `hello` comes first, within 5 s; again with a fresh token before the old one expires. Without `topics` everything
 * that the person may see is told. `since` asks for what was missed.
 */
export const liveClientSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    token: z.string().min(1).max(14_000),
    since: livePlaceSchema.optional(),
    topics: z.array(liveTopicSchema).max(20).optional(),
  }),
  z.strictObject({ type: z.literal('follow'), topics: z.array(liveTopicSchema).max(20).nullable() }),
]);
export type LiveClientMessage = Readonly<z.infer<typeof liveClientSchema>>;

const statusSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
/** A progress event as it comes in: the parts of it that this version knows. */
export const progressSchema = z.object({
  run: idSchema,
  company: idSchema,
  status: statusSchema,
  phase: z.enum(['checks', 'workbook']).optional(),
  step: z
    .object({
      number: z.int(),
      of: z.int(),
      name: z.string(),
      title: z.string(),
      status: z.enum(['pending', 'running', 'done', 'skipped', 'failed']),
      rows: z.number(),
      elapsedMs: z.number(),
      expectedMs: z.number().nullable(),
      note: z.string().optional(),
    })
    .optional(),
});

/** Absent from a server that does not know. */
const fresh = z.boolean().optional();

/**
 * welcome: signed in until `expiresAt`; what follows comes after `event`; silence for much longer than `beatMs` is a broken line. resync: what was missed is no longer known; fetch everything anew. run: a run
 * moved. queue: a run was accepted, taken up or ended, so lists have changed. refused: a topic was not granted.
 * beat: the line is there. `fresh`: false while the server itself does not hear what happens, so that nothing that is shown may be
 * called up to date; then comes a resync. expired: the token has ended, the connection closes.
 */
export const liveServerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), ...livePlaceSchema.shape, expiresAt: timeSchema, beatMs: z.int(), fresh }),
  z.object({ type: z.literal('resync'), ...livePlaceSchema.shape }),
  z.object({ type: z.literal('run'), event: z.int(), mine: z.boolean(), progress: progressSchema }),
  z.object({
    type: z.literal('queue'),
    event: z.int(),
    mine: z.boolean(),
    run: idSchema,
    company: idSchema,
    status: statusSchema,
  }),
  z.object({ type: z.literal('refused'), topic: z.string() }),
  z.object({ type: z.literal('beat'), event: z.int(), fresh }),
  z.object({ type: z.literal('expired') }),
]);
export type LiveServerMessage = Readonly<z.infer<typeof liveServerSchema>>;
