// What the tab draws its forms from: the person, the reports, calendars, and what would happen to a wish.
import { lastClosedPeriod, roles, type TrendAnswer } from '@repsys/core';
import {
  expectedDurations,
  lastChoice,
  openRunOf,
  personalConversation,
  publishedCalendar,
  publishedReports,
  reportCalled,
  timeZoneOf,
  trendOf,
  want,
} from '@repsys/core/node';
import { isOwn } from '../run-rights.ts';
import type { Handlers } from './call.ts';

const mostTrendPeriods = 60;

export const catalogueHandlers: Pick<Handlers, 'me' | 'reports' | 'calendar' | 'trend' | 'outlook'> = {
  async me({ database, desk, oneDrive, today }, { person, token }) {
    const [companies, last, chat] = await Promise.all([
      desk.companies(person),
      lastChoice(database, person.id),
      personalConversation(database, person.id),
    ]);
    const held = companies.map(({ company, name }) => ({
      ...{ company, name },
      roles: [...desk.roles(person, company)],
      mayAsk: desk.mayAsk(person, company),
    }));
    const seen = last && companies.some(({ company }) => company === last.company);
    return {
      person: { id: person.id, name: person.name },
      roles: roles.filter((role) => held.some((each) => each.roles.includes(role))),
      companies: held,
      chat: chat !== undefined,
      oneDrive: oneDrive !== undefined && token !== undefined,
      today: today(),
      last: seen
        ? { report: last.report, company: last.company, from: last.parameters.from, to: last.parameters.to }
        : null,
    };
  },

  async reports({ database }) {
    const reports = await publishedReports(database);
    return { reports: reports.map(({ ...report }) => report) };
  },

  async calendar({ database, desk, today }, { person, params }) {
    const { company, name } = await desk.company(person, params.company);
    // Whoever opens the form is about to ask: the next look shows what Plex has now.
    await want(database, company);
    const [calendar, zone] = await Promise.all([publishedCalendar(database, company), timeZoneOf(database, company)]);
    return { company, name, lastClosed: lastClosedPeriod(calendar, today(zone)) ?? null, periods: [...calendar] };
  },

  async trend({ database, desk }, { person, params, query }) {
    const { company } = await desk.company(person, params.company);
    const { rows, asOf } = await trendOf(database, company, query, mostTrendPeriods);
    const categories = new Map<string, TrendAnswer['categories'][number]['points']>();
    for (const { category, period, movement } of rows)
      categories.set(category, [...(categories.get(category) ?? []), { period, movement }]);
    return { company, asOf, categories: [...categories].map(([category, points]) => ({ category, points })) };
  },

  async outlook({ database, desk }, { person, query }) {
    const { company, from, to, allowUntied } = query;
    await desk.company(person, company);
    const { id: report } = await reportCalled(database, query.report);
    const [expected, { run, open }] = await Promise.all([
      expectedDurations(database, report, company),
      openRunOf(database, { report, company, parameters: { from, to, allowUntied } }),
    ]);
    const line = run && (await desk.line(person, run.id));
    return {
      expected: expected.get('') ?? null,
      ahead: line ? line.ahead : open,
      open:
        line && (line.status === 'queued' || line.status === 'running')
          ? { run: line.id, status: line.status, requesters: [...line.requesters], mine: isOwn(person, line) }
          : null,
    };
  },
};
