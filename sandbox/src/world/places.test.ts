// Which world a command means: never another one's.
import { expect, it } from 'vitest';
import { dataFolder, worldChoice } from './places.ts';

const folderOf = (environment: NodeJS.ProcessEnv, today?: string) => dataFolder(worldChoice(environment, today));

it('is one of its own for each choice of books, day and parts', () => {
  const choices = [
    {},
    { SANDBOX_BOOKS: 'books' },
    { REPSYS_TODAY: '2024-05-06' },
    { PLEX_URL: 'https://plex.example/service.asmx' },
    { PLEX_URL: 'https://other.example/service.asmx' },
    { DATABASE_URL: 'postgres://127.0.0.1/repsys' },
    { PLEX_URL: 'https://plex.example/service.asmx', REPSYS_TODAY: '2024-05-06' },
  ];
  const folders = choices.map((environment) => folderOf(environment));
  expect(new Set(folders).size).toBe(choices.length);
  expect(choices.map((environment) => folderOf(environment))).toEqual(folders);
});

it('is the folder that REPSYS_DATA names, whatever else is chosen', () => {
  expect(folderOf({ REPSYS_DATA: '/elsewhere', PLEX_URL: 'https://plex.example' }, '2024-05-06')).toBe('/elsewhere');
});

it('is that of the day asked for, whatever day the environment says', () => {
  expect(folderOf({ REPSYS_TODAY: '2024-05-06' }, '2024-06-07')).toBe(folderOf({ REPSYS_TODAY: '2024-06-07' }));
});
