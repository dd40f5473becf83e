// The runner as a process: settings in, an orderly end out. Exit 78 when the settings are wrong.
import { AppError, isCode } from '@repsys/core';
import { aborted, createLogger, environment, secretsIn, watchShutdown } from '@repsys/core/node';
import { type RunnerConfig, readRunnerConfig } from './config.ts';
import { startRunner } from './runner.ts';
import { removeLeftovers } from './workbook/make-workbook.ts';

const configurationExit = 78;

function settings(): RunnerConfig {
  try {
    return readRunnerConfig(environment());
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? `${error.code}: ${error.message}` : error}\n`);
    process.exit(configurationExit);
  }
}

const config = settings();
const log = createLogger('runner', config.LOG_LEVEL, { secrets: secretsIn(config) });
for (const name of config.unknown) log.warn({ name }, 'a setting of this name is not known');
const shutdown = watchShutdown(config.SHUTDOWN_GRACE_S * 1_000);
await removeLeftovers(config.RUNNER_FOLDER);
const draining = aborted(shutdown.draining);
const starting = startRunner(config, log, shutdown.dropping).catch((error: unknown) => {
  log.fatal({ error }, 'the runner could not start');
  process.exit(isCode(error, 'CONFIG_INVALID') ? configurationExit : 1);
});
const runner = await Promise.race([starting, draining]);
// Asked to end before it began: nothing is in hand.
if (!runner) process.exit();
process.send?.('ready');

await draining;
log.info('draining: no new runs are taken');
await runner.stop();
shutdown.dispose();
if (process.connected) process.disconnect?.();
