// The forms a command can take, and each of them as the text that is read as the same command again.
import { formatPeriodWish, type PeriodWish, readPeriodWish } from './command-periods.ts';
import { plainText, shielded } from './command-text.ts';
import type { ReportDescription } from './report.ts';

/** A company as it was written; who it is, is found out elsewhere. */
export type CompanyWish = { readonly number: number } | { readonly name: string };

/** A wish for a run; what is undefined was not said. `reportWord` is what was written where no report has that name. */
export type RunCommand = {
  readonly verb: 'run';
  readonly report?: ReportDescription;
  readonly reportWord?: string;
  readonly periods?: PeriodWish;
  readonly company?: CompanyWish;
  readonly allowUntied: boolean;
};

export type PlainVerb = 'reports' | 'queue' | 'history' | 'help';
export type NumberVerb = 'status' | 'cancel' | 'again' | 'resume' | 'send';
export type Verb = 'run' | PlainVerb | NumberVerb;

/** A known verb with a part that could not be read. `repairs` are whole commands, ready to be sent. */
export type UnclearCommand = {
  readonly verb: 'unclear';
  readonly understood: string;
  readonly problem: string;
  readonly repairs: readonly string[];
};

/** What somebody wrote. `suggestions` are whole commands. */
export type Command =
  | RunCommand
  | { readonly verb: PlainVerb }
  | { readonly verb: NumberVerb; readonly run?: number }
  | { readonly verb: 'unknown'; readonly text: string; readonly suggestions: readonly string[] }
  | UnclearCommand;

/** The command as canonical text, which is read as the same command. Of an unclear one, its first repair. */
export function formatCommand(command: Command): string {
  switch (command.verb) {
    case 'run':
      return formatRun(command);
    case 'unknown':
      return shielded(command.text);
    case 'unclear':
      return command.repairs[0] ?? 'help';
    case 'reports':
    case 'queue':
    case 'history':
    case 'help':
      return command.verb;
    default:
      return command.run === undefined ? command.verb : `${command.verb} ${command.run}`;
  }
}

function formatRun({ report, reportWord, periods, company, allowUntied }: RunCommand): string {
  const parts = [
    'run',
    report ? nameOf(report) : shielded(reportWord ?? ''),
    periods ? formatPeriodWish(periods) : '',
    company ? formatCompany(company) : '',
    allowUntied ? 'even if untied' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** What people call a report. */
export const nameOf = (report: ReportDescription): string => plainText(report.aliases[0] ?? report.id);

function formatCompany(company: CompanyWish): string {
  if ('name' in company) return `for "${shielded(plainText(company.name).replaceAll('"', '""'))}"`;
  // A number that could be a period needs the word.
  return readPeriodWish(String(company.number)) ? `for company ${company.number}` : `for ${company.number}`;
}

/** What was understood of a run, in one sentence. */
export function understoodOf({ report, reportWord, periods, company, allowUntied }: RunCommand): string {
  const name = report?.title ?? (reportWord === undefined ? 'a report' : `"${reportWord}"`);
  const which = periods ? ` for ${formatPeriodWish(periods)}` : '';
  const whose = company ? ` of company ${'name' in company ? `"${company.name}"` : company.number}` : '';
  return `You want a run of ${name}${which}${whose}${allowUntied ? ', even if it is not tied' : ''}.`;
}
