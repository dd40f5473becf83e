// The runner as a process: settings in, an orderly end out. Exit 78 when the settings are wrong.
import { AppError } from '@repsys/core';
import { createLogger, environment, secretsIn, watchShutdown } from '@repsys/core/node';
import { type RunnerConfig, readRunnerConfig } from './config.ts';
import { startRunner } from './runner.ts';

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
const runner = await startRunner(config, log, shutdown.dropping);
process.send?.('ready');

if (!shutdown.draining.aborted) {
  await new Promise((resolve) => shutdown.draining.addEventListener('abort', resolve, { once: true }));
}
log.info('draining: no new runs are taken');
await runner.stop();
shutdown.dispose();
if (process.connected) process.disconnect?.();
