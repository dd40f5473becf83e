// One parser for what people write: in the chat, in the tab's search. It never throws; what it cannot read it says.
import {
  type Command,
  formatCommand,
  type NumberVerb,
  type PlainVerb,
  type RunCommand,
  type UnclearCommand,
  type Verb,
} from './command-forms.ts';
import { nearWords, suggestions } from './command-near.ts';
import { looksLikePeriod, readRunWords, runOf } from './command-run.ts';
import { longest, messageText, type Word, wordsOf } from './command-text.ts';
import { problemOfRun, runNumber, unclearNumber, unclearPlain } from './command-unclear.ts';
import { besideNumber, besidePlain, isGreeting, isOpener, isPlain, mostVerbWords, verbOf } from './command-verbs.ts';
import type { ReportDescription } from './report.ts';

/** Texts with more characters are not read. */
export const mostCommandCharacters = 500;

type Catalogue = readonly ReportDescription[];

/** What somebody wrote, whatever it is. Reports are found by id, alias or title; companies and periods stay wishes. */
export function parseCommand(text: string, catalogue: Catalogue): Command {
  if (text.length > mostCommandCharacters)
    return { verb: 'unclear', understood: '', problem: tooLong(text.length), repairs: ['help'] };
  const plain = messageText(text);
  const words = withoutCall(wordsOf(plain));
  const command = readWords(words, catalogue);
  if (!command) return unknown(plain, words, catalogue);
  return command.verb === 'unclear' ? repairable(command, catalogue) : command;
}

const tooLong = (characters: number): string =>
  `That is too long: ${characters} characters. A command has at most ${mostCommandCharacters}.`;

/** What is offered is a command, whatever names were carried into it; there is always help. */
function repairable(command: UnclearCommand, catalogue: Catalogue): UnclearCommand {
  const repairs = command.repairs.filter((text) => isClear(readWords(wordsOf(messageText(text)), catalogue)));
  return { ...command, repairs: repairs.length > 0 ? repairs : ['help'] };
}

const isClear = (command: Command | undefined): command is Command =>
  command !== undefined && command.verb !== 'unclear';

function readWords(words: readonly Word[], catalogue: Catalogue): Command | undefined {
  const command = recognise(words, catalogue);
  return command?.verb === 'run' ? stable(command, catalogue) : command;
}

/** A report's unknown name may turn out to be something else once it stands in its place: then it is asked for. */
function stable(command: RunCommand, catalogue: Catalogue): Command {
  const { reportWord, ...rest } = command;
  if (reportWord === undefined) return command;
  const text = formatCommand(command);
  const again = recognise(wordsOf(messageText(text)), catalogue);
  if (again?.verb === 'run' && again.reportWord === reportWord && formatCommand(again) === text) return command;
  return {
    verb: 'unclear',
    understood: 'You want a run of a report.',
    problem: `"${reportWord}" is not understood here.`,
    repairs: [formatCommand(rest), 'reports'],
  };
}

/** Without the bot's name written by hand in front. */
const withoutCall = (words: readonly Word[]): readonly Word[] =>
  words[0]?.low.startsWith('@') ? words.slice(1) : words;

/** Undefined for what is no command. */
function recognise(words: readonly Word[], catalogue: Catalogue): Command | undefined {
  let greeted = false;
  for (let at = 0; at < words.length; ) {
    const greeting = longest(words, at, mostVerbWords, (phrase) => isGreeting(phrase) || undefined);
    const verb = longest(words, at, mostVerbWords, verbOf);
    if (verb && !greeting) return ofVerb(verb.value, words.slice(at + verb.count), catalogue);
    greeted ||= greeting !== undefined;
    if (!greeting && !isOpener(words[at]?.low ?? '')) {
      return withoutVerb(words.slice(at), catalogue) ?? (greeted ? { verb: 'help' } : undefined);
    }
    at += greeting?.count ?? 1;
  }
  return { verb: 'help' };
}

function ofVerb(verb: Verb, rest: readonly Word[], catalogue: Catalogue): Command {
  if (verb === 'run') return readRun(rest, catalogue);
  return isPlain(verb) ? readPlain(verb, rest) : readNumber(verb, rest);
}

function readRun(rest: readonly Word[], catalogue: Catalogue): Command {
  const found = readRunWords(rest, catalogue);
  const [left] = found.left;
  const reportWord = found.reports.length > 0 || left === undefined || looksLikePeriod(left) ? undefined : left;
  return problemOfRun(found, reportWord) ?? runOf(found, reportWord);
}

/** `tb 2024-03` is a run; `2024-03` alone as well. */
function withoutVerb(words: readonly Word[], catalogue: Catalogue): Command | undefined {
  const found = readRunWords(words, catalogue);
  const isWhole = found.left.length === 0 && (found.reports.length > 0 || found.wishes.length > 0);
  const startsWithReport = readRunWords(words.slice(0, 1), catalogue).reports.length > 0;
  return isWhole || startsWithReport ? readRun(words, catalogue) : undefined;
}

function readPlain(verb: PlainVerb, rest: readonly Word[]): Command {
  const others = rest.filter(({ low }) => !besidePlain.has(low)).map(({ text }) => text);
  return others.length === 0 || verb === 'help' ? { verb } : unclearPlain(verb, others);
}

function readNumber(verb: NumberVerb, rest: readonly Word[]): Command {
  const others = rest.filter(({ low }) => !besideNumber.has(low));
  const run = runNumber(others[0]?.low ?? '');
  if (others.length === 0) return { verb };
  return others.length === 1 && run !== undefined
    ? { verb, run }
    : unclearNumber(
        verb,
        others.map(({ low }) => low),
      );
}

function unknown(text: string, words: readonly Word[], catalogue: Catalogue): Command {
  return { verb: 'unknown', text, suggestions: suggestions(words, catalogue, nearReadings(words, catalogue)) };
}

/** The text with its first telling word replaced by a near one, where that makes it a command. */
function nearReadings(words: readonly Word[], catalogue: Catalogue): readonly string[] {
  const start = words.findIndex(({ low }) => !isOpener(low));
  const [first, ...rest] = words.slice(Math.max(start, 0));
  if (!first) return [];
  return nearWords(first.low, catalogue).flatMap((near) => {
    const command = readWords([...wordsOf(near), ...rest], catalogue);
    return isClear(command) ? formatCommand(command) : [];
  });
}
