// Counts in German sentences. The German catalogue is fetched by itself, so it shares nothing with the rest of the tab.
const whole = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 0 });

/** `960.000`. */
export const count = (value: number): string => whole.format(Math.round(value));

/** `1 Zeile`, `2 Zeilen`. */
export const counted = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;
