// Which test files share processes, and in which order they begin.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose test files share processes; those elsewhere below `test` have one each. */
export const rooms: readonly string[] = ['core', 'runner', 'bot', 'tabs', 'sandbox', 'test/house'];

/** The project of those that have a process each. */
export const alone = 'whole';

/** These begin first, so that nobody waits for one of them alone at the end; from the longest down. */
export const longest: readonly string[] = [
  'test/command-line.test.ts',
  'test/deaths.test.ts',
  'test/bot-load.test.ts',
  'test/tab.test.ts',
  'test/bot-file-faults.test.ts',
  'test/tab-accessible.test.ts',
  'test/silence.test.ts',
  'test/redis-orders.test.ts',
  'test/chat.test.ts',
  'test/plex-outages.test.ts',
  'test/queue.test.ts',
  'test/infra/image.test.ts',
  'test/sentinel.test.ts',
];

/** Files of one project stay together, and the longest come first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = [alone, ...rooms];
    const room = ({ project }: TestSpecification): number => projects.indexOf(project.name);
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => room(one) - room(other) || place(one) - place(other));
  }
}

function place({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((file) => moduleId.replaceAll('\\', '/').endsWith(`/${file}`));
  return at >= 0 ? at : longest.length;
}
