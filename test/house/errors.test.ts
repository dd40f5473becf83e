// docs/errors.md and the error table are equal both ways, and every code is thrown somewhere.
import { errorTable } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { errorsPage } from './errors-page.ts';
import { read, sourceFiles } from './tree.ts';

const codes = Object.keys(errorTable);

describe('docs/errors.md', () => {
  it('is what the error table says, word for word', async () => {
    await expect(errorsPage()).toMatchFileSnapshot('../../docs/errors.md');
  });
});

describe('the error table', () => {
  it('has no code that nothing throws', () => {
    const others = sourceFiles.filter((file) => file !== 'core/src/errors.ts').map(read);
    expect(codes.filter((code) => !others.some((text) => text.includes(`'${code}'`)))).toEqual([]);
  });
});
