// The port through which files for groups reach a library. What is behind it: graph-library.ts.
import type { ReadRange } from '../files/ranges.ts';

/** A channel of a team; `team` is the group's id in Entra, `channel` like 19:…@thread.tacv2. */
export type TeamChannel = { readonly team: string; readonly channel: string };

/**
 * A file to put. The same `folder` (names with slashes between) and `name` is the same place: what was there is replaced.
 * With `channel` it goes to that channel's own folder, else to the library of the settings.
 */
export type LibraryFile = {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly read: ReadRange;
  readonly channel?: TeamChannel | undefined;
  readonly onProgress?: ((taken: number, total: number) => void) | undefined;
};

/**
 * Where the file is. `webUrl` opens it in a browser (a sharing link where the settings ask for one), `webDavUrl` and `uniqueId`
 * are what a file card needs; `bytes` as the library tells it.
 */
export type StoredFile = {
  readonly webUrl: string;
  readonly webDavUrl: string;
  readonly uniqueId: string;
  readonly name: string;
  readonly bytes: number;
};

/**
 * Puts files. Throws DELIVERY_TOO_LARGE before the first byte, DELIVERY_NOT_ALLOWED naming what must be granted,
 * DELIVERY_LIBRARY_FULL, DELIVERY_FAILED, DELIVERY_URL_EXPIRED, or the signal's reason.
 */
export type Library = { put(file: LibraryFile, signal: AbortSignal): Promise<StoredFile> };
