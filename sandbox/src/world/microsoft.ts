// Microsoft for a laptop: who signs in, their agreements, and their OneDrive, so that the tab goes the way it goes in Teams.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantId } from '../chat/people.ts';
import { makeCertificate } from '../microsoft/certificate.ts';
import { startGraph } from '../microsoft/graph.ts';
import { startTokenService, type TokenService } from '../microsoft/token-service.ts';
import type { HostPerson } from '../teams-host/teams-host.ts';
import type { Running, WorldOptions } from './parts.ts';

const clientId = 'd0a00000-0000-4000-8000-0000000000c1';

export type Microsoft = {
  /** What the bot is told of it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where files are sent. */
  readonly fileHost: string;
  /** A token of the tab for a person. */
  token(person: HostPerson): Promise<string>;
};

/** Starts both on free loopback ports. Undefined where the tab signs in to a tenant of one's own. */
export async function ownMicrosoft(
  { folder, environment }: Pick<WorldOptions, 'folder' | 'environment'>,
  running: Running[],
): Promise<Microsoft | undefined> {
  if (environment.TAB_CLIENT_ID) return undefined;
  const certificate = await makeCertificate();
  const secret = randomBytes(16).toString('hex');
  const clients = [{ id: clientId, secret, roles: [] }];
  const entra = await startTokenService({ certificate, tenant: tenantId, clients, asksFirst: true });
  const graph = await startGraph({ certificate, personOf: entra.personOf });
  const close = async () => void (await Promise.all([entra.close(), graph.close()]));
  running.push({ part: 'teams', stop: close, exited: new Promise(() => undefined) });
  const ca = join(folder, 'microsoft.pem');
  await writeFile(ca, certificate.certificate);
  return {
    settings: settingsFor(entra, { TAB_CLIENT_SECRET: secret, GRAPH_URL: graph.origin, GRAPH_CA_FILE: ca }),
    fileHost: graph.host,
    token: ({ id, name }) => entra.personToken({ oid: id, name, audience: clientId }),
  };
}

const settingsFor = (
  { plainMetadataUrl, authority }: TokenService,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  TAB_CLIENT_ID: clientId,
  TAB_DOMAIN: '127.0.0.1',
  TAB_TENANT_ID: tenantId,
  TAB_OPENID_URL: plainMetadataUrl,
  GRAPH_AUTHORITY: authority,
  ...more,
});
