// Finding a report by what people call it.
import { describe, expect, it } from 'vitest';
import { findReport, reportDescriptionSchema } from './report.ts';

const report = { id: 'trial-balance', title: 'Trial balance', aliases: ['TB'], parameters: [], steps: [] };

describe('a report', () => {
  it.each(['trial-balance', 'Trial-Balance', 'TB', 'tb'])('is found as "%s"', (word) => {
    expect(findReport([report], word)).toBe(report);
  });

  it.each(['', 'T', 'Trial balance'])('is not found as "%s"', (word) => {
    expect(findReport([report], word)).toBeUndefined();
  });

  it('is read back from the record, its parameters wanted unless they say otherwise', () => {
    const stored = { ...report, parameters: [{ name: 'company', kind: 'company', title: 'Company' }] };
    expect(reportDescriptionSchema.parse(stored).parameters[0]).toMatchObject({ optional: false });
    const unknown = { ...report, parameters: [{ name: 'x', kind: 'colour', title: 'X' }] };
    expect(reportDescriptionSchema.safeParse(unknown).success).toBe(false);
  });
});
