// Named parameters in SQL files.
import { numberParameters } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';

describe('a named parameter', () => {
  it('gets one number however often it is named', () => {
    expect(numberParameters('select :from, :to where p between :from and :to')).toEqual({
      text: 'select $1, $2 where p between $1 and $2',
      names: ['from', 'to'],
    });
  });

  it('is not a cast, not text in quotes, not a comment', () => {
    const source = "select x::text, ':a' -- :b\nfrom t where c = :c::integer and s = array[1:2]";
    expect(numberParameters(source)).toEqual({
      text: "select x::text, ':a' -- :b\nfrom t where c = $1::integer and s = array[1:2]",
      names: ['c'],
    });
  });
});
