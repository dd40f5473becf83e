// The sandbox as a process: one JSON line on stdout when it listens, warnings on stderr, exit 78 when it is set up wrongly.
import { ConfigProblems, optionsFrom } from './config.ts';
import { CsvProblems } from './csv-table.ts';
import { startPlexSandbox } from './server.ts';

const wronglySetUp = 78;

async function main(): Promise<void> {
  const sandbox = await startPlexSandbox(optionsFrom(process.env));
  const { url, origin, companies, source, warnings } = sandbox;
  for (const warning of warnings) console.error(`warning: ${warning}`);
  console.log(JSON.stringify({ ready: true, url, origin, companies, source, warnings }));
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  const isSetUp = error instanceof ConfigProblems || error instanceof CsvProblems || error instanceof RangeError;
  console.error(isSetUp ? error.message : error);
  process.exitCode = isSetUp ? wronglySetUp : 1;
});
