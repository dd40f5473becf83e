// The rows that every contender writes, by the same rule in each language: three texts and nine amounts in cents.

export const amounts = 9;
export const headers = [
  'Period',
  'No',
  'Name',
  ...Array.from({ length: amounts }, (_, index) => `Amount ${index + 1}`),
];

export const periodOf = (row) => `0${1 + (row % 9)}-2026`;
export const numberOf = (row) => `${10000 + (row % 5000)}-0000-00`;
export const nameOf = (row) => `Account name ${row % 5000}`;
export const centsOf = (row, column) => (((row * 7919 + column * 104729) * 31) % 20000001) - 10000000;

/** Says what this process took, for the bench to read. */
export function reportUsage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ cpuS: (userCPUTime + systemCPUTime) / 1e6, rssMb: maxRSS / 1024 })}\n`);
}
