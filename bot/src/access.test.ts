// The access list: the example that operators copy is one.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { accessOf, companiesOf, readAccess, rolesFor, unknownAppRoles } from './access.ts';

const example = fileURLToPath(new URL('../../docs/examples/access.json', import.meta.url));
const finance = '55555555-5555-4555-8555-555555555555';

const everybody = [
  { person: '*', roles: ['requester'], companies: [111111] },
  { person: 'guests', roles: ['auditor'], companies: [222222] },
] as const;
const guid = '11111111-1111-4111-8111-111111111111';

it.each([
  { who: 'a member of our tenant', person: { id: guid, standing: 'member' }, companies: [111111] },
  { who: 'a guest, by the word for guests alone', person: { id: guid, standing: 'guest' }, companies: [222222] },
  { who: 'somebody of another tenant', person: { id: guid, standing: 'stranger' }, companies: [] },
  { who: 'somebody of whom nobody tells where they stand', person: { id: guid }, companies: [] },
  { who: 'a member without an object id', person: { id: '', standing: 'member' }, companies: [] },
  { who: 'a name that is no object id', person: { id: '29:1abc', standing: 'member' }, companies: [] },
] as const)('“*” fits $who as it says', ({ person, companies }) => {
  const { rightsOf, byStanding } = accessOf(
    everybody.map((each) => ({ ...each, roles: [...each.roles], companies: [...each.companies] })),
  );
  expect([companiesOf(rightsOf({ name: '', ...person })), byStanding]).toEqual([companies, true]);
});

it('app roles that the registration does not have are told', () => {
  const grant = { roles: ['admin' as const], companies: 'all' as const };
  const access = accessOf([
    { appRole: 'Reports.Admin', ...grant },
    { appRole: 'auditor', ...grant },
  ]);
  expect(unknownAppRoles(access)).toEqual(['Reports.Admin']);
});

it('somebody of another tenant has no rights, though the list names them', () => {
  const { rightsOf } = accessOf([{ person: guid, roles: ['admin'], companies: 'all' }]);
  expect(rightsOf({ id: guid, name: '', standing: 'stranger' })).toEqual([]);
  expect(companiesOf(rightsOf({ id: guid, name: '' }))).toBe('all');
});

it('the example is a list that grants by person, group and app role', () => {
  const { rightsOf, groups, appRoles } = readAccess(example);
  const dana = { id: '11111111-1111-4111-8111-111111111111', name: '' };
  expect([rolesFor(rightsOf(dana), 111111), rolesFor(rightsOf(dana), 222222)]).toEqual([['requester'], []]);
  const guest = { id: 'guest', name: '' };
  expect(rolesFor(rightsOf({ ...guest, groups: [finance] }), 222222)).toEqual(['requester']);
  expect(rolesFor(rightsOf({ ...guest, appRoles: ['admin'] }), 1)).toEqual(['admin']);
  expect(rolesFor(rightsOf(guest), 222222)).toEqual([]);
  expect([groups, appRoles]).toEqual([[finance], ['admin']]);
});
