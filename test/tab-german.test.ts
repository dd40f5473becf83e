// The tab in German: no English sentence on any page, numbers and dates as Germans write them; and both kinds of English.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './kit/chromium.ts';
import { type OpenTab, openTabStage, type TabStage } from './kit/tab.ts';

/** Words that English sentences are made of, and German ones are not. */
const english =
  /\b(the|of|and|is|are|was|has|have|not|this|that|with|from|your|you|it|for|been|run|runs|report|reports|company|periods?|steps?|checks?|passed|failed|waiting|done|took|asked|usually|about|open|closed|clear|selection|delete|compare|none|yet|no)\b/gi;
/** What stays as it is in any language: names of files and people, and what is folded away for technicians. */
const neutral = [/Company \d+/g, /TB_\d+_to_\d+\S*/g, /SHA-256 \w+ …/g];

describe.skipIf(!hasChromium())('the tab in German', { timeout: 300_000 }, () => {
  let stage: TabStage;
  let failed: number;
  beforeAll(async () => {
    stage = await openTabStage();
    await stage.world.fault('http-500', { times: 'all' });
    ({ id: failed } = await stage.world.report({ from: 202402 }));
    await stage.world.clearFaults();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.settle());

  const open = (place: string, locale = 'de-DE') =>
    stage.inTeams(`?chat=no&locale=${locale}&sub=${encodeURIComponent(place)}`);
  const wordsOf = async (tab: OpenTab['tab']): Promise<string> => {
    const shown = await tab.locator('body').evaluate((body: { innerText: string }) => body.innerText);
    const labels = await tab
      .locator('[aria-label], [placeholder]')
      .evaluateAll((all) =>
        all.flatMap((each) => [each.getAttribute('aria-label') ?? '', each.getAttribute('placeholder') ?? '']),
      );
    return neutral.reduce((text, pattern) => text.replace(pattern, ''), [shown, ...labels].join('\n'));
  };

  it.each([
    ['request', 'Bericht anfordern'],
    ['queue', 'Die Warteschlange ist leer'],
    ['archive', 'Archiv'],
    ['archive/1', 'Prüfungen'],
    ['archive?view=trend', 'Bewegung je Kategorie'],
    ['failed', 'Technische Angaben'],
  ])('has no English sentence: %s', async (place, seen) => {
    const { tab } = await open(place === 'failed' ? `archive/${failed}` : place);
    await tab.getByText(seen).first().waitFor();
    if (place === 'request') await tab.getByText(/^Dauert gewöhnlich/).waitFor();
    const text = await wordsOf(tab);
    expect(text.match(english) ?? [], text).toEqual([]);
  });

  it('calls the report, its steps and its checks by their German names', async () => {
    const { tab } = await open('archive/1');
    await tab.getByRole('heading', { name: 'Summen- und Saldenliste 2024-01 bis 2024-03' }).waitFor();
    await tab.getByText('Jede Bewegung ist die von Plex').waitFor();
    await tab.getByText('Kontenplan', { exact: true }).first().waitFor();
    expect(await tab.locator('html').getAttribute('lang')).toBe('de');
  });

  it.each([
    ['de-DE', /Soll\d{1,3}(\.\d{3})*,\d\d/, /\d\d\.\d\d\.,? \d\d:\d\d/],
    ['en-US', /Debit\d{1,3}(,\d{3})*\.\d\d/, /[A-Z][a-z]{2} \d{1,2}, \d{1,2}:\d\d.[AP]M/],
    ['en-GB', /Debit\d{1,3}(,\d{3})*\.\d\d/, /\d{1,2} [A-Z][a-z]{2,3},? \d\d:\d\d/],
  ])('writes numbers and dates as %s does', async (locale, number, date) => {
    const { tab } = await open('archive/1', locale);
    const facts = tab.locator('dl').first();
    await facts.waitFor();
    const text = (await facts.textContent()) ?? '';
    expect(text).toMatch(number);
    expect(text).toMatch(date);
  });

  it('can be asked and waited for', async () => {
    const { tab } = await open('request');
    await tab.getByRole('combobox', { name: 'Erste Periode' }).click();
    await tab.getByRole('option', { name: /^2024-02/ }).click();
    await tab.getByRole('button', { name: 'Erstellen' }).click();
    await tab.getByText('Abgestimmt', { exact: true }).first().waitFor();
  });
});
