// The bot as a process: settings in, an orderly end out. Exit 78 when the settings are wrong.
import { AppError, isCode } from '@repsys/core';
import { aborted, createLogger, environment, secretsIn, watchShutdown } from '@repsys/core/node';
import { startBot } from './bot.ts';
import { type BotConfig, readBotConfig } from './config.ts';

const configurationExit = 78;

function settings(): BotConfig {
  try {
    return readBotConfig(environment());
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? `${error.code}: ${error.message}` : error}\n`);
    process.exit(configurationExit);
  }
}

const config = settings();
const log = createLogger('bot', config.LOG_LEVEL, { secrets: secretsIn(config) });
for (const name of config.unknown) log.warn({ name }, 'a setting of this name is not known');
if (config.REPSYS_DEVELOPMENT_SECRET) log.warn('for development: whoever has the secret of this start may be anybody');
const shutdown = watchShutdown(config.SHUTDOWN_GRACE_S * 1_000);
const draining = aborted(shutdown.draining);
const starting = startBot(config, log).catch((error: unknown) => {
  log.fatal({ error }, 'the bot could not start');
  process.exit(isCode(error, 'CONFIG_INVALID') ? configurationExit : 1);
});
const bot = await Promise.race([starting, draining]);
// Asked to end before it began: nothing is in hand.
if (!bot) process.exit();
process.send?.('ready');

await draining;
await bot.stop();
shutdown.dispose();
if (process.connected) process.disconnect?.();
