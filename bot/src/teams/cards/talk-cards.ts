// Cards that talk: help, the catalogue, a wish that needs repair, a polite sentence, the first hello.
import type { ReportDescription } from '@repsys/core';
import { button, open, type SayButton, say } from './actions.ts';
import {
  box,
  type Card,
  card,
  type Element,
  fitted,
  heading,
  line,
  mostActions,
  piece,
  quiet,
  type TextRun,
} from './card.ts';
import type { CardButton } from './run-model.ts';
import { runStrings, talkStrings as strings } from './strings.ts';

/** A command and what it does; `alone`: it is whole as it stands, so it gets a button. */
export type ListedCommand = { readonly command: string; readonly meaning: string; readonly alone?: boolean };

const mostCommands = 30;
const mostReports = 12;

const typed = (text: string): TextRun => piece(text, { weight: 'Bolder', fontType: 'Monospace' }, 80);

/** All commands, as far as a card can hold them. */
export function helpCard(commands: readonly ListedCommand[], tabUrl?: string): Card {
  const buttons = commands.filter(({ alone }) => alone).map(({ command }) => say({ title: command, command }));
  const links = open(runStrings.openTab, tabUrl);
  const actions = [...buttons.slice(0, mostActions - links.length), ...links];
  const head = [heading(strings.help, 'Medium'), quiet(strings.helpText)];
  return fitted(commands.map(commandLine), mostCommands, (rows) =>
    card(strings.helpText, [...head, ...rows], { actions }),
  );
}

const commandLine = ({ command, meaning }: ListedCommand): Element =>
  line([typed(command), piece(` – ${meaning}`, {}, 120)], { spacing: 'Small' });

/** The published reports, each with what to type. */
export function reportsCard(catalogue: readonly ReportDescription[]): Card {
  const text = catalogue.length === 0 ? strings.noReports : strings.reportsText(catalogue.length);
  const actions = catalogue
    .map((report) => strings.run(nameOf(report)))
    .map((command) => say({ title: command, command }));
  const head = [heading(strings.reports, 'Medium'), quiet(text, { spacing: 'None' })];
  const help = { title: 'help', command: 'help' };
  return fitted(catalogue.map(reportBox), mostReports, (boxes) =>
    card(text, [...head, ...boxes], { actions: actions.length > 0 ? actions : [say(help)] }),
  );
}

const nameOf = ({ aliases, id }: ReportDescription): string => (aliases[0] ?? id).slice(0, 40);

function reportBox(report: ReportDescription): Element {
  const names = report.aliases.join(', ');
  return box(
    [
      line([
        piece(report.title, { weight: 'Bolder' }, 60),
        ...(names ? [piece(` · ${strings.alsoCalled(names)}`, { isSubtle: true }, 100)] : []),
      ]),
      quiet(strings.steps(report.steps.length), { spacing: 'None' }),
      line([`${strings.type} `, typed(strings.runExample(nameOf(report)))], { spacing: 'Small' }),
    ],
    { separator: true, spacing: 'Medium' },
  );
}

/** A sentence of what was understood, one of what is wrong with it, and buttons that say it right. */
export type RepairModel = {
  readonly understood: string;
  readonly problem: string;
  readonly repairs: readonly SayButton[];
};

/** One sentence each, and a button for each repair. */
export function repairCard({ understood, problem, repairs }: RepairModel): Card {
  const body = [
    ...(understood ? [line([piece(understood, { isSubtle: true }, 240)])] : []),
    line([piece(problem, {}, 400)]),
  ];
  return card(problem, body, { actions: repairs.map(say) });
}

/** A polite sentence, with buttons that help on. */
export function noticeCard(text: string, buttons: readonly (CardButton | SayButton)[] = []): Card {
  return card(text, [line([piece(text, {}, 600)])], { actions: buttons.map(button) });
}

/** The first card that a person, or a group, sees. `group`: there the bot hears only what mentions it. */
export function welcomeCard(tabUrl?: string, group = false): Card {
  const body = [
    heading(strings.welcome, 'Large'),
    line([strings.welcomeText]),
    line(
      group
        ? [`${strings.welcomeGroup} `, typed(strings.welcomeGroupExample)]
        : [`${strings.welcomeHow} `, typed(strings.welcomeExample)],
    ),
    quiet(group ? strings.welcomeGroupThen : strings.welcomeThen),
  ];
  return card(strings.welcomeText, body, {
    actions: [...strings.welcomeButtons.map(say), ...open(runStrings.openTab, tabUrl)],
  });
}
