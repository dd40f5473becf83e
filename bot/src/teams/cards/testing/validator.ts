// Reads a finished card as a strict client would and tells everything that is wrong with it.
import { oneLine, plainText } from '../plain-text.ts';

/** The greatest size a card of ours may have, bytes. */
export const mostBytes = 20 * 1024;

/** No text on a card is longer than this, characters. */
const longest = 600;

type Json = Readonly<Record<string, unknown>>;
type Rule = (value: unknown) => boolean;
type Shape = { readonly needs: Readonly<Record<string, Rule>>; readonly may: Readonly<Record<string, Rule>> };

const isText: Rule = (value) => typeof value === 'string' && value.trim() !== '';
const isBoolean: Rule = (value) => typeof value === 'boolean';
const isNumber: Rule = (value) => typeof value === 'number';
const isList: Rule = (value) => Array.isArray(value) && value.length > 0;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const oneOf =
  (...values: readonly string[]): Rule =>
  (value) =>
    typeof value === 'string' && values.includes(value);

const placed = { id: isText, spacing: oneOf('None', 'Small', 'Default', 'Medium', 'Large'), separator: isBoolean };
const sizes = oneOf('Small', 'Medium', 'Large', 'ExtraLarge');
const asked = { id: isText, label: isText, isRequired: isBoolean, errorMessage: isText };
const answered = { ...placed, value: isText, placeholder: isText };

const shapes: Readonly<Record<string, Shape>> = {
  TextBlock: {
    needs: { text: isText, wrap: (value) => value === true },
    may: { ...placed, style: oneOf('heading'), size: sizes, weight: oneOf('Bolder'), isSubtle: isBoolean },
  },
  RichTextBlock: { needs: { inlines: isList }, may: placed },
  TextRun: {
    needs: { text: (value) => typeof value === 'string' && value !== '' },
    may: {
      weight: oneOf('Bolder'),
      size: sizes,
      color: oneOf('Default', 'Good', 'Warning', 'Attention', 'Accent'),
      isSubtle: isBoolean,
      fontType: oneOf('Monospace'),
    },
  },
  Container: {
    needs: { items: isList },
    may: {
      ...placed,
      style: oneOf('default', 'emphasis', 'good', 'warning', 'attention', 'accent'),
      bleed: isBoolean,
      isVisible: isBoolean,
    },
  },
  ActionSet: { needs: { actions: isList }, may: placed },
  'Input.ChoiceSet': { needs: { ...asked, choices: isList, style: oneOf('compact') }, may: answered },
  'Input.Text': { needs: { ...asked, maxLength: isNumber }, may: answered },
  'Action.Execute': {
    needs: { verb: isText, data: isObject },
    may: { title: isText, style: oneOf('positive', 'destructive') },
  },
  'Action.OpenUrl': { needs: { title: isText, url: isText }, may: {} },
  'Action.ToggleVisibility': { needs: { title: isText, targetElements: isList }, may: {} },
};

/** Everything wrong with a card, in words; empty for a good one. */
export function problemsOf(card: unknown): readonly string[] {
  if (!isObject(card)) return ['the card is no object'];
  const parts = partsOf(card);
  return [
    ...(card.type === 'AdaptiveCard' && card.version === '1.5' ? [] : ['no Adaptive Card 1.5']),
    ...(isText(card.fallbackText) ? [] : ['no fallback text']),
    ...(isList(card.body) ? [] : ['an empty body']),
    ...(sizeInBytes(card) < mostBytes ? [] : [`${sizeInBytes(card)} bytes`]),
    ...tooMany(card.actions, 'the card'),
    ...parts.flatMap(partProblems),
    ...idProblems(parts),
  ];
}

/** UTF-8, as sent. */
export const sizeInBytes = (card: unknown): number => Buffer.byteLength(JSON.stringify(card));

/** Every element, run and action inside a card, in reading order. */
export function partsOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (!isObject(value)) return [];
  const inside = Object.values(value).flatMap(partsOf);
  return typeof value.type === 'string' && value.type !== 'AdaptiveCard' ? [value, ...inside] : inside;
}

/** All a person can read on a card, in reading order, hidden parts included. */
export const wordsOf = (card: unknown): string =>
  partsOf(card)
    .map(({ type, text, title, label }) => (type === 'TextRun' || type === 'TextBlock' ? text : (title ?? label)))
    .filter((text) => typeof text === 'string')
    .join('\n');

/** Titles of all buttons. */
export const buttonsOf = (card: unknown): readonly string[] =>
  partsOf(card)
    .filter(({ type }) => String(type).startsWith('Action.'))
    .map(({ title }) => String(title));

function partProblems(part: Json): readonly string[] {
  const { type, ...rest } = part;
  const shape = shapes[String(type)];
  if (!shape) return [`unknown type ${type}`];
  const wrong = Object.entries(rest).filter(([name, value]) => !(shape.needs[name] ?? shape.may[name])?.(value));
  const missing = Object.keys(shape.needs).filter((name) => !(name in rest));
  return [
    ...wrong.map(([name, value]) => `${type}.${name} cannot be ${JSON.stringify(value)}`),
    ...missing.map((name) => `${type} without ${name}`),
    ...tooMany(part.actions, String(type)),
    ...textProblems(part),
    ...answerProblems(part),
  ];
}

const tooMany = (actions: unknown, where: string): readonly string[] =>
  Array.isArray(actions) && actions.length > 6 ? [`${actions.length} actions on ${where}`] : [];

/** What markdown is read from must have been made plain; what is not must be one line. */
function textProblems({ type, text }: Json): readonly string[] {
  if (typeof text !== 'string') return [];
  const withoutMoments = text.replace(/\{\{(DATE|TIME)\([\dTZ:-]+(, COMPACT)?\)\}\}/g, 'then');
  if (type === 'TextBlock')
    return plainText(withoutMoments, longest) === withoutMoments ? [] : [`markdown in "${text}"`];
  return oneLine(text, longest) === text ? [] : [`not one plain line: "${text}"`];
}

function answerProblems({ type, verb, data, choices, value }: Json): readonly string[] {
  if (type === 'Action.Execute') {
    const answer = isObject(data) ? data[verb === 'say' ? 'command' : 'token'] : undefined;
    return isText(answer) ? [] : [`${verb} carries nothing`];
  }
  if (type !== 'Input.ChoiceSet' || !Array.isArray(choices)) return [];
  const good = choices.every((choice) => isText(choice.title) && isText(choice.value));
  const known = value === undefined || choices.some((choice) => choice.value === value);
  return [...(good ? [] : ['a choice without words']), ...(known ? [] : [`${value} is none of the choices`])];
}

function idProblems(parts: readonly Json[]): readonly string[] {
  const ids = parts.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const targets = parts.flatMap(({ targetElements }) => (Array.isArray(targetElements) ? targetElements : []));
  return [
    ...(new Set(ids).size === ids.length ? [] : ['an id used twice']),
    ...targets.filter((target) => !ids.includes(target)).map((target) => `nothing is called ${target}`),
  ];
}
