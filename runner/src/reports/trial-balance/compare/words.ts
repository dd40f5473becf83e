// A comparison in words, for a terminal.
import type { AccountFinding, Comparison, Findings } from './compare.ts';

const amountNames = { current: 'Current Debit/(Credit)', ytd: 'YTD Debit/(Credit)' } as const;

/** The lines to print. */
export function comparisonWords(comparison: Comparison): readonly string[] {
  const { company, run, rows, equal, differences, missing, onlyOurs, unknownPeriods } = comparison;
  const ours = run === null ? 'the warehouse' : `run ${run}`;
  return [
    `company ${company}: ${rows} rows of Plex's export compared with ${ours}`,
    ...(unknownPeriods.length > 0 ? [`not in ${ours}: ${unknownPeriods.join(', ')}`] : []),
    `${differences.found} amounts differ by more than a cent`,
    ...differences.first.map(
      ({ period, account, amount, ours: our, theirs }) =>
        `  ${period}  ${account}  ${amountNames[amount]}: ours ${our}, Plex ${theirs}`,
    ),
    `${missing.found} accounts are in Plex's export and not in ours`,
    ...accountLines(missing),
    `${onlyOurs.found} accounts are in ours and not in Plex's export, which is to be expected: it leaves out what has no legacy category`,
    equal ? 'EQUAL' : 'NOT EQUAL',
  ];
}

const accountLines = ({ first }: Findings<AccountFinding>): readonly string[] =>
  first.map(({ account, periods }) => `  ${account}  in ${periods} ${periods === 1 ? 'period' : 'periods'}`);
