// Brings the database up to date and ends: for a job that runs before new bots and runners start. Exit 78 when the settings are wrong.
import { AppError, isCode } from '@repsys/core';
import { createLogger, environment, flag, migrate, openDatabase, readConfig, whenReached } from '@repsys/core/node';
import { z } from 'zod';

const configurationExit = 78;

/** Those of the runner that it needs. */
const schema = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_MAY_BE_NEWER: flag.default(false),
});

function settings(): Readonly<z.infer<typeof schema>> {
  try {
    return readConfig(schema, environment());
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? `${error.code}: ${error.message}` : error}\n`);
    process.exit(configurationExit);
  }
}

const config = settings();
const log = createLogger('migrate', config.LOG_LEVEL);
const database = openDatabase(config.DATABASE_URL, { name: 'migrate', max: 1 });
try {
  log.info(
    {
      applied: await whenReached(database, log, () => migrate(database, { mayBeNewer: config.DATABASE_MAY_BE_NEWER })),
    },
    'the database is up to date',
  );
} catch (error) {
  log.error({ error }, 'the database could not be brought up to date');
  process.exitCode = isCode(error, 'CONFIG_INVALID') ? configurationExit : 1;
} finally {
  await database.close();
}
