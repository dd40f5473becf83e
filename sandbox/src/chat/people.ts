// Who and what is in the chat window: the finance department of a company that does not exist. In the playground's own format.

type Who = { readonly id: string; readonly name: string; readonly aadObjectId: string };

/** The first one sits before the screen. Their ids are what a file of access rights would name. */
export const people: readonly Who[] = [
  { id: '29:dana', name: 'Dana Reyes', aadObjectId: 'd0a00000-0000-4000-8000-000000000001' },
  { id: '29:omar', name: 'Omar Farouk', aadObjectId: 'd0a00000-0000-4000-8000-000000000002' },
  { id: '29:mia', name: 'Mia Larsen', aadObjectId: 'd0a00000-0000-4000-8000-000000000003' },
  { id: '29:leo', name: 'Leo Brandt', aadObjectId: 'd0a00000-0000-4000-8000-000000000004' },
  { id: '29:sara', name: 'Sara Okafor', aadObjectId: 'd0a00000-0000-4000-8000-000000000005' },
  { id: '29:ivo', name: 'Ivo Marin', aadObjectId: 'd0a00000-0000-4000-8000-000000000006' },
];

/** What the page calls the bot and the places to talk. */
export const places = { bot: 'Reports', group: 'Finance chat', team: 'Finance', channel: 'Reports' } as const;

/** The tenant that the chat says it belongs to. */
export const tenantId = 'd0a00000-0000-4000-8000-0000000000ff';

/** The playground's configuration. It is YAML there, and JSON is YAML. */
export function playgroundConfig(): string {
  const [currentUser, ...users] = people.map(person);
  return JSON.stringify({
    version: '0.1.0',
    tenantId,
    bot: { id: '28:reports', name: places.bot },
    currentUser,
    users,
    personalChat: { id: 'a:personal' },
    groupChat: { id: '19:finance-chat@thread.v2', name: places.group },
    team: {
      id: '19:finance-general@thread.tacv2',
      name: places.team,
      aadGroupId: 'd0a00000-0000-4000-8000-0000000000aa',
      channels: [{ id: '19:finance-reports@thread.tacv2', name: places.channel }],
    },
  });
}

function person({ id, name, aadObjectId }: Who) {
  const [givenName = '', surname = ''] = name.split(' ');
  const email = `${givenName.toLowerCase()}@finance.example`;
  return { id, name, aadObjectId, givenName, surname, email, userPrincipleName: email };
}
