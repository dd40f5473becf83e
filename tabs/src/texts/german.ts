// All that is said in German, fetched as one.

import * as de from './de.ts';
import { runStrings } from './de-run.ts';
import { germanErrors } from './errors-de.ts';
import type { Texts } from './texts.ts';

const texts: Texts = { ...de, runStrings };

export const german = { texts, errors: germanErrors };
