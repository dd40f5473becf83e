// The access list: the example that operators copy is one.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readAccess, rolesFor } from './access.ts';

const example = fileURLToPath(new URL('../../docs/examples/access.json', import.meta.url));
const finance = '55555555-5555-4555-8555-555555555555';

it('the example is a list that grants by person, group and app role', () => {
  const { rightsOf, groups, appRoles } = readAccess(example);
  const dana = { id: '11111111-1111-4111-8111-111111111111', name: '' };
  expect([rolesFor(rightsOf(dana), 111111), rolesFor(rightsOf(dana), 222222)]).toEqual([['requester'], []]);
  const guest = { id: 'guest', name: '' };
  expect(rolesFor(rightsOf({ ...guest, groups: [finance] }), 222222)).toEqual(['requester']);
  expect(rolesFor(rightsOf({ ...guest, appRoles: ['Reports.Admin'] }), 1)).toEqual(['admin']);
  expect(rolesFor(rightsOf(guest), 222222)).toEqual([]);
  expect([groups, appRoles]).toEqual([[finance], ['Reports.Admin']]);
});
