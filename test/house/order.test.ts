// Every test file is run by exactly one project of vitest.config.ts, and those that are to begin first exist.
import { expect, it } from 'vitest';
import config from '../../vitest.config.ts';
import { longest } from '../kit/test-order.ts';
import { files, matching } from './tree.ts';

const projects = ('test' in config && config.test?.projects) || [];
const patterns = projects.flatMap((project) =>
  typeof project === 'object' && 'test' in project ? [project.test?.include ?? []] : [],
);

const fits = (file: string, pattern: string): boolean => {
  const folder = pattern.slice(0, pattern.indexOf('*'));
  return file.startsWith(folder) && (pattern.includes('**') || !file.slice(folder.length).includes('/'));
};

it('every test file belongs to one project', () => {
  const tests = matching(/\.test\.tsx?$/);
  const owners = (file: string) => patterns.filter((include) => include.some((each) => fits(file, each))).length;
  expect(tests.filter((file) => owners(file) !== 1)).toEqual([]);
  expect(patterns.filter((include) => !tests.some((file) => include.some((each) => fits(file, each))))).toEqual([]);
});

it('what begins first is there', () => {
  expect(longest.filter((file) => !files.includes(file))).toEqual([]);
});
