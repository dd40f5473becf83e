// Which addresses a workbook may be sent to. An upload address comes in a message, so whoever can forge a message could
// otherwise have the bot send a company's numbers, or a request into the network behind it, anywhere.
import { isIP } from 'node:net';
import { AppError } from '@repsys/core';

/** The hosts of OneDrive and SharePoint; `*.` stands for one or more names in front. */
export const microsoftHosts: readonly string[] = [
  '*.sharepoint.com',
  '*.sharepoint.us',
  '*.sharepoint.cn',
  '*.1drv.com',
  '*.onedrive.com',
  '*.microsoftpersonalcontent.com',
];

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The upload address, checked: https, no user in it, its usual port, a Microsoft host or one of `more`
 * (`files.example`, `*.files.example`, `127.0.0.1:4100`). Plain http only for a loopback host named in `more`.
 * Throws DELIVERY_NOT_ALLOWED; the message never holds the address.
 */
export function uploadAddress(text: string, more: readonly string[] = []): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('it is not an address');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user or a password');
  const named = more.some((entry) => isNamed(url, entry.toLowerCase()));
  if (!named && !microsoftHosts.some((entry) => isNamed(url, entry))) throw refused('its host is not on the list', url);
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && named && loopback.includes(url.hostname)) return url;
  throw refused('it is not https', url);
}

function isNamed({ hostname, port }: URL, entry: string): boolean {
  if (entry.startsWith('*.')) {
    const isName = isIP(hostname) === 0 && !hostname.startsWith('[');
    return isName && port === '' && hostname.endsWith(entry.slice(1)) && hostname.length > entry.length - 1;
  }
  // A laptop's stand-in takes any free port; elsewhere another port is another service.
  return entry === hostname ? port === '' || loopback.includes(hostname) : entry === `${hostname}:${port}`;
}

function refused(why: string, url?: URL): AppError {
  const details = url ? { host: url.hostname.slice(0, 100) } : {};
  return new AppError('DELIVERY_NOT_ALLOWED', `The upload address was refused: ${why}.`, { details });
}
