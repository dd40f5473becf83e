// Requests at the wall: what is taken, what is refused, and that everything wrong is said at once.
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { parseRequest } from './request.ts';

const good = {
  report: 'trial-balance',
  company: 111111,
  parameters: { from: '2024-01', to: 202403 },
  requester: 'ann',
  source: 'command-line',
};

function refusal(input: unknown): AppError {
  try {
    parseRequest(input);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the request was taken');
}

describe('a request', () => {
  it('is taken with its defaults: tied files only, to be downloaded', () => {
    expect(parseRequest(good)).toEqual({
      ...good,
      parameters: { from: 202401, to: 202403, allowUntied: false },
      channel: 'download',
    });
  });

  it('may have its company as text', () => {
    expect(parseRequest({ ...good, company: '111111' }).company).toBe(111111);
  });

  it('drops what it does not know', () => {
    expect(parseRequest({ ...good, password: 'x' })).not.toHaveProperty('password');
  });

  it('is refused with every wrong field named at once', () => {
    const { code, audience, message, details } = refusal({
      ...good,
      company: -1,
      parameters: { from: '2024-15', to: 'x' },
    });
    expect([code, audience]).toEqual(['REQUEST_INVALID', 'requester']);
    for (const field of ['company:', 'parameters.from: "2024-15"', 'parameters.to: "x"'])
      expect(message).toContain(field);
    expect(details.problems).toHaveLength(3);
  });

  it.each([
    ['a range that ends before it starts', { parameters: { from: 202403, to: 202401 } }, 'ends before it starts'],
    ['no report', { report: '' }, 'report:'],
    ['a company that is no number', { company: 'main' }, 'company:'],
    ['a company beyond what a number holds', { company: 2_147_483_648 }, 'company:'],
    ['a company with a fraction', { company: 1.5 }, 'company:'],
    ['no requester', { requester: '' }, 'requester:'],
    ['an unknown source', { source: 'telegram' }, 'source:'],
    ['an unknown channel', { channel: 'fax' }, 'channel:'],
    ['no parameters', { parameters: undefined }, 'parameters:'],
    ['a flag that is a word', { parameters: { ...good.parameters, allowUntied: 'yes' } }, 'allowUntied:'],
  ])('is refused for %s', (_, wrong, message) => {
    expect(refusal({ ...good, ...wrong }).message).toContain(message);
  });

  it.each([undefined, null, 'TB', 7, []])('is refused when it is %j', (input) => {
    expect(refusal(input).code).toBe('REQUEST_INVALID');
  });
});
