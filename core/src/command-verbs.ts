// The verbs: what they are called, what else people say for them, and what the Teams manifest lists.
import type { NumberVerb, PlainVerb, Verb } from './command-forms.ts';

/** One line of the command list in the Teams manifest. */
export type CommandListEntry = { readonly title: string; readonly description: string };

type VerbEntry = CommandListEntry & { readonly others: string };

const verbTable: Readonly<Record<Verb, VerbEntry>> = {
  run: {
    title: 'run',
    description: 'Make a report, as in: run TB 2024-03',
    others:
      'start|make|create|generate|build|prepare|produce|export|new|erstelle|erstellen|starte|starten|mache|mach|ausführen',
  },
  reports: {
    title: 'reports',
    description: 'What can be asked for',
    others: 'list reports|catalogue|catalog|list|berichte|katalog',
  },
  status: {
    title: 'status',
    description: 'Where a run stands, as in: status 12',
    others:
      'state|progress|where is|where|how far|how far is|status of|stand|fortschritt|wo steht|wie weit|wie weit ist',
  },
  queue: {
    title: 'queue',
    description: 'What is running and what waits',
    others: 'waiting|the line|line|warteschlange|schlange|wartende',
  },
  cancel: {
    title: 'cancel',
    description: 'Stop a run, as in: cancel 12',
    others: 'stop|abort|kill|cancel run|abbrechen|abbruch|stopp|stoppe|stoppen|brich ab',
  },
  again: {
    title: 'again',
    description: 'Make the same report anew, as in: again 12',
    others: 'run again|rerun|re-run|repeat|redo|once more|nochmal|noch einmal|wiederholen|wiederhole|erneut',
  },
  resume: {
    title: 'resume',
    description: 'Take a failed run up again, as in: resume 12',
    others: 'continue|retry|try again|go on|take up|fortsetzen|fortfahren|weiter|weitermachen|setze fort',
  },
  history: {
    title: 'history',
    description: 'The runs of the last days',
    others: 'past|recent|log|runs|past runs|verlauf|historie|läufe|letzte läufe',
  },
  send: {
    title: 'send',
    description: 'Send the file again, as in: send 12',
    others:
      'resend|re-send|send again|download|deliver|offer|offer again|senden|sende|schicken|schick|schicke|erneut senden|nochmal senden|herunterladen',
  },
  help: {
    title: 'help',
    description: 'What can be written here',
    others: 'commands|menu|what can you do|manual|usage|hilfe|befehle|menü|anleitung|was kannst du',
  },
};

/** The verbs in the order in which people are told of them. */
export const verbs = Object.keys(verbTable) as readonly Verb[];

/** What the Teams manifest lists: every verb, by its title. */
export const commandList: readonly CommandListEntry[] = verbs.map((verb) => {
  const { title, description } = verbTable[verb];
  return { title, description };
});

const spellings: ReadonlyMap<string, Verb> = new Map(
  verbs.flatMap((verb) => [verb, ...verbTable[verb].others.split('|')].map((phrase) => [phrase, verb] as const)),
);

/** The longest phrase for a verb has this many words. */
export const mostVerbWords = 4;

/** The verb that a lower-case phrase stands for. */
export const verbOf = (phrase: string): Verb | undefined => spellings.get(phrase);

/** Single words that are verbs, for finding near ones. */
export const verbWords: readonly string[] = [...spellings.keys()].filter((phrase) => /^[\p{Ll}-]{3,}$/u.test(phrase));

const plainVerbs: readonly Verb[] = ['reports', 'queue', 'history', 'help'] satisfies readonly PlainVerb[];

/** True for a verb that takes nothing. */
export const isPlain = (verb: Exclude<Verb, 'run'>): verb is PlainVerb => plainVerbs.includes(verb);

/** What is wanted by a verb with a number, as in "You want to …". */
export const wanted: Readonly<Record<NumberVerb, string>> = {
  status: 'know where a run stands',
  cancel: 'cancel a run',
  again: 'make a report again',
  resume: 'resume a run',
  send: 'have a file sent',
};

const said = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const greetings = new Set(
  'hi|hello|hey|hi there|hello there|good morning|good afternoon|thanks|thank you|hallo|moin|servus|guten morgen|guten tag|guten abend|danke|vielen dank'.split(
    '|',
  ),
);

/** True for a greeting; alone it asks for help. */
export const isGreeting = (phrase: string): boolean => greetings.has(phrase);

const openers = said(
  "please pls kindly can could may would will you i we want need like 'd to get give show tell let's lets me us the my our a an what what's is now report ok so and bot bitte kannst könntest du mir ich möchte will brauche hätte gern gerne den die das der einen eine zeig zeige gib mal uns wir und",
);

/** True for what may stand before a verb and says nothing: polite words, lone signs. */
export const isOpener = (low: string): boolean => openers.has(low) || /^[-.&+]+$/.test(low);

/** Words after a verb with a number that say nothing. */
export const besideNumber = said(
  'run runs no nr number job the my this that of for a it file report workbook excel please pls now again me to thanks with id is bitte danke lauf nr nummer den die das der von für datei bericht mir jetzt wieder ist',
);

/** Words inside a run that say nothing. */
export const besideRun = said(
  'report reports please pls thanks thank you the a an and with in on during me my now file excel workbook as xlsx period periods kindly bitte danke der die das den einen eine mit im und bericht datei arbeitsmappe jetzt mir als periode perioden',
);

/** Words after a verb that takes nothing, which say nothing. */
export const besidePlain = said(
  'please pls thanks thank you me my all the list of runs reports now show bitte danke mir meine alle die der läufe jetzt zeigen',
);
