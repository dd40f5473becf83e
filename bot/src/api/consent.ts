// Where a person agrees to what the app may do with Microsoft 365 in their name: a way to Microsoft's own page, and back to the tab.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { consentPath, invalidFields, problemReply } from './problem.ts';
import { type DoorRequest, type DoorRoute, json, nothing, type Reply } from './reply.ts';

export type ConsentSettings = {
  readonly clientId: string;
  readonly domain: string;
  /** On a laptop the tab is opened at this machine's own address. */
  readonly development: boolean;
  /** The resource that permissions are of. */
  readonly graphUrl: string;
  readonly purposes: Readonly<Record<string, readonly string[]>>;
  /** Where Microsoft asks people; undefined when it does not say. */
  authorizeUrl(): Promise<string | undefined>;
};

/** `for` a purpose; `hint`: who is to agree; `state`: handed back as it is. */
const querySchema = z.object({
  for: z.string().max(50),
  hint: z.string().max(300).optional(),
  state: z.string().max(200).optional(),
});

/** The route: goes there, or tells the address to whom asks for JSON. It changes nothing: whether somebody has agreed shows when it is tried again. */
export function consentRoute(settings: ConsentSettings): DoorRoute {
  return {
    method: 'GET',
    path: consentPath,
    answer: (request) => wayTo(settings, request).catch((error: unknown) => problemReply(error, request.path)),
  };
}

async function wayTo(settings: ConsentSettings, request: DoorRequest): Promise<Reply> {
  const { data, error } = querySchema.safeParse(request.query);
  const permissions = data && Object.hasOwn(settings.purposes, data.for) ? settings.purposes[data.for] : undefined;
  if (!data || !permissions) throw invalidFields(error?.issues ?? [{ path: ['for'], message: 'is no purpose' }]);
  const place = await settings.authorizeUrl();
  if (place === undefined) throw invalidFields([{ path: ['for'], message: 'cannot be agreed to here' }]);
  const url = new URL(place);
  const wishes = {
    client_id: settings.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: `${originOf(settings, request)}/tab/consent-end`,
    scope: ['openid', ...permissions.map((name) => `${settings.graphUrl}/${name}`)].join(' '),
    // The code that comes back is never redeemed: whoever finds it has no verifier for it, and neither have we.
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
    ...(data.hint !== undefined && { login_hint: data.hint }),
    ...(data.state !== undefined && { state: data.state }),
  };
  for (const [name, value] of Object.entries(wishes)) url.searchParams.set(name, value);
  if (request.header('accept') === 'application/json') return json(200, { url: url.href });
  return { status: 302, headers: { ...nothing(302).headers, location: url.href } };
}

/** The tab's own address: what is registered as the way back. */
function originOf({ domain, development }: ConsentSettings, { port }: DoorRequest): string {
  return development ? `http://127.0.0.1:${port}` : `https://${domain}`;
}
