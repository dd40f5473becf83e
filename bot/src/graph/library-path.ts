// Names that SharePoint takes, as part of an address.
import { AppError } from '@repsys/core';

/** Characters that SharePoint refuses in names, and control characters. */
const refused = /["*:<>?\\|\p{Cc}]/gu;

/** One name: refused characters become `_`; dots and spaces at the ends, which SharePoint cuts or refuses, go. */
function nameOf(text: string): string {
  const name = text.replace(refused, '_').replace(/^[\s~]+|[\s.]+$/g, '');
  if (name === '' || name === '..')
    throw new AppError('UNEXPECTED', 'A file or folder has a name of nothing but dots.');
  return name;
}

/** `folder/name`, percent-encoded, always the same for the same input. A slash in `name` becomes `_`. */
export function fileUrlPath(folder: string, name: string): string {
  const folders = folder.split('/').filter((part) => part.trim() !== '');
  return [...folders, name.replaceAll('/', '_')].map((part) => encodeURIComponent(nameOf(part))).join('/');
}
