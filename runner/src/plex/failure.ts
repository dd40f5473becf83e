// How a PLEX_ error is made: every message names the data source and the slice, every text from outside is trimmed and capped.
import { AppError, type ErrorCode } from '@repsys/core';
import type { DataSource } from './data-source.ts';

/** Where in Plex something happened: which data source of which company, and which part of it was asked for. */
export type Place = { readonly company: string; readonly source: DataSource; readonly slice?: string };

type More = Readonly<Record<string, unknown>>;

/** An error of the wall. `what` completes "<data source> (<key>), company …, slice …: …" and holds no secret of ours. */
export function plexError(code: ErrorCode, place: Place, what: string, more: More = {}): AppError {
  const slice = place.slice === undefined ? '' : `, ${place.slice}`;
  return new AppError(code, `${place.source.name} (${place.source.key}), company ${place.company}${slice}: ${what}`, {
    details: {
      company: place.company,
      dataSource: place.source.name,
      dataSourceKey: place.source.key,
      slice: place.slice,
      ...more,
    },
  });
}

/** Text from outside, fit for a message: trimmed, at most `most` characters. */
export function capped(text: string, most = 500): string {
  const trimmed = text.trim();
  return trimmed.length > most ? `${trimmed.slice(0, most - 1)}…` : trimmed;
}
