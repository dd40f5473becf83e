// Asks for what is missing to run a report, and for nothing else.
import { type CalendarPeriod, formatPeriod, otherMonth, type Period } from '@repsys/core';
import { execute } from './actions.ts';
import {
  type Card,
  type Choice,
  type ChoiceInput,
  card,
  type Element,
  fits,
  heading,
  line,
  quiet,
  type TextInput,
} from './card.ts';
import { oneLine } from './plain-text.ts';
import { askStrings as strings } from './strings.ts';

/** The inputs' ids, as they come back in the action's data beside the token. */
export type AskedInput = 'report' | 'company' | 'from' | 'to';

/**
 * `understood`: one sentence of what is known already. A list that is given is asked for; one that is not given is known.
 * `periods.choices` newest first (`periodChoices` makes them). `preselected`: last choices by input.
 */
export type AskModel = {
  readonly title: string;
  readonly understood: string;
  readonly reports?: readonly Choice[];
  readonly companies?: readonly Choice[];
  readonly periods?: { readonly choices: readonly Choice[]; readonly from?: string; readonly to?: string };
  readonly lastChoice?: Partial<Readonly<Record<AskedInput, string>>>;
  readonly token: string;
};

const mostReports = 20;
const mostCompanies = 40;
const mostPeriods = 60;

/** A calendar as choices, newest first: `2024-03 · open`, with its month where the number is not that of the month. Periods after `last` are left out, e.g. those to come. */
export function periodChoices(calendar: readonly CalendarPeriod[], last?: Period): readonly Choice[] {
  return calendar
    .filter(({ period }) => last === undefined || period <= last)
    .map(({ period, open }) => ({ title: titleOf(calendar, period, open), value: formatPeriod(period) }))
    .reverse();
}

function titleOf(calendar: readonly CalendarPeriod[], period: Period, open: boolean): string {
  const month = otherMonth(calendar, period);
  return strings.period(month ? `${formatPeriod(period)} · ${month}` : formatPeriod(period), open);
}

/** The card that asks; its answer is an action `ask` with the token and the inputs. */
export function askCard(model: AskModel): Card {
  const listed = drawn(model, (model.companies?.length ?? 0) <= mostCompanies);
  return fits(listed) ? listed : drawn(model, false);
}

/** `listed`: companies as a list; more than a card on a phone can hold are asked for by number. */
function drawn(model: AskModel, listed: boolean): Card {
  const body = [
    heading(model.title || strings.title, 'Medium'),
    ...(model.understood ? [line([model.understood])] : []),
    ...reportInput(model),
    ...companyInput(model, listed),
    ...periodInputs(model),
  ];
  const submit = execute({ verb: 'ask', title: strings.submit, token: model.token });
  return card(`${model.title || strings.title} ${model.understood}`, body, { actions: [submit] });
}

function reportInput({ reports, lastChoice }: AskModel): readonly Element[] {
  return reports ? [choiceInput('report', strings.report, reports.slice(0, mostReports), lastChoice?.report)] : [];
}

function companyInput({ companies, lastChoice }: AskModel, listed: boolean): readonly Element[] {
  if (!companies) return [];
  const last = lastChoice?.company;
  return [listed ? choiceInput('company', strings.company, companies, last) : numberInput(last)];
}

function periodInputs({ periods, lastChoice }: AskModel): readonly Element[] {
  if (!periods) return [];
  const from = periods.from ?? lastChoice?.from;
  const to = periods.to ?? lastChoice?.to;
  const choices = withChosen(periods.choices, [from, to]);
  const oldest = choices.at(-1)?.value;
  return [
    choiceInput('from', strings.from, choices, from),
    choiceInput('to', strings.to, choices, to),
    ...(periods.choices.length > choices.length && oldest ? [quiet(strings.olderPeriods(oldest))] : []),
  ];
}

/** The newest choices, and those already chosen however old. */
function withChosen(choices: readonly Choice[], chosen: readonly (string | undefined)[]): readonly Choice[] {
  return choices.filter(({ value }, at) => at < mostPeriods || chosen.includes(value));
}

function choiceInput(
  id: AskedInput,
  label: string,
  choices: readonly Choice[],
  wished: string | undefined,
): ChoiceInput {
  const value = choices.find((choice) => choice.value === wished)?.value ?? onlyValue(choices);
  return {
    type: 'Input.ChoiceSet',
    id,
    label,
    style: 'compact',
    isRequired: true,
    errorMessage: strings.missing[id],
    choices: choices.map((choice) => ({
      title: oneLine(choice.title, 48).trim() || choice.value,
      value: choice.value,
    })),
    placeholder: strings.choose,
    ...(value !== undefined && { value }),
  };
}

const onlyValue = (choices: readonly Choice[]): string | undefined =>
  choices.length === 1 ? choices[0]?.value : undefined;

const numberInput = (last: string | undefined): TextInput => ({
  type: 'Input.Text',
  id: 'company',
  label: strings.companyNumber,
  isRequired: true,
  errorMessage: strings.missing.company,
  maxLength: 10,
  ...(last !== undefined && { value: oneLine(last, 10) }),
});
