// Puts the library together from settings: who the bot is, where Graph is, which library.
import { openLine } from '../files/line.ts';
import { type AppIdentity, appTokens, type ManagedIdentity } from './credentials.ts';
import { graphLibrary } from './graph-library.ts';
import type { Library } from './library.ts';

/**
 * `authority` and `graphUrl` replace Microsoft's public cloud; `fileHosts` are allowed for uploads beside Microsoft's own;
 * `ca` is a further certificate authority (PEM).
 */
export type LibrarySettings = {
  readonly identity: AppIdentity | ManagedIdentity;
  readonly drive?: string | undefined;
  readonly shareWithin?: 'organization' | undefined;
  readonly authority?: string | undefined;
  readonly graphUrl?: string | undefined;
  readonly fileHosts?: readonly string[] | undefined;
  readonly ca?: string | undefined;
};

/** A library behind Graph; nothing is asked before the first file. There is nothing to close. */
export function openLibrary(settings: LibrarySettings): Library {
  const { identity, drive, shareWithin, authority, graphUrl, fileHosts, ca } = settings;
  const line = openLine({ ca });
  const tokens = appTokens(identity, { line, authority, resource: graphUrl });
  return graphLibrary({ tokens, line, url: graphUrl, drive, shareWithin, upload: { allowedHosts: fileHosts, ca } });
}
