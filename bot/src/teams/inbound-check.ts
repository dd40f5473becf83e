// Who may call: Teams, for our tenant, with a key that is endorsed for Teams. botbuilder checks token, audience and service
// address; it lets pass keys without endorsements, tokens of its emulator, and channels where callers choose who they are.
import type { Activity } from 'botbuilder';
import { type AuthenticateRequestResult, AuthenticationConstants, AuthenticationError } from 'botframework-connector';
import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';
import { z } from 'zod';

const channel = 'msteams';
const issuer = 'https://api.botframework.com';
const usualMetadata = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

export type InboundCheck = (
  activity: Activity,
  authorization: string,
  found: AuthenticateRequestResult,
) => Promise<void>;

/** What is looked at besides botbuilder's own checks. The check throws AuthenticationError 401. */
export function openInboundCheck(tenant: string, metadataUrl: string = usualMetadata): InboundCheck {
  const metadata = new OpenIdMetadata(metadataUrl);
  return async (activity, authorization, { claimsIdentity }) => {
    if (activity.channelId !== channel) throw refused();
    if (tenantOf(activity)?.toLowerCase() !== tenant.toLowerCase()) throw refused();
    if (claimsIdentity.getClaimValue(AuthenticationConstants.IssuerClaim) !== issuer) throw refused();
    const key = await metadata.getKey(keyIdOf(authorization));
    if (!key?.endorsements?.includes(channel)) throw refused();
  };
}

const refused = (): AuthenticationError => new AuthenticationError('Unauthorized', 401);

const activitySchema = z.object({
  channelData: z.object({ tenant: z.object({ id: z.string() }).optional() }).nullish(),
  conversation: z.object({ tenantId: z.string().optional() }),
});

function tenantOf(activity: Activity): string | undefined {
  const { data } = activitySchema.safeParse(activity);
  return data?.channelData?.tenant?.id ?? data?.conversation.tenantId;
}

const headerSchema = z.object({ kid: z.string() });

function keyIdOf(authorization: string): string {
  const [, token = ''] = authorization.split(' ');
  const [header = ''] = token.split('.');
  return headerSchema.parse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).kid;
}
