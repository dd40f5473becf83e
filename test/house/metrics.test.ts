// docs/metrics.md and the metric table are equal both ways; every metric is moved somewhere, and rules name only metrics that there are.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { metricRows } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { hasPromtool } from '../kit/metrics.ts';
import { metricsPage } from './metrics-page.ts';
import { read, root, sourceFiles } from './tree.ts';

const rules = 'infra/prometheus/repsys.rules.yml';
const names: readonly string[] = metricRows.map(({ name }) => name);

describe('docs/metrics.md', () => {
  it('is what the metric table says, word for word', async () => {
    await expect(metricsPage()).toMatchFileSnapshot('../../docs/metrics.md');
  });
});

describe('the metric table', () => {
  it('has no metric that nothing moves', () => {
    const others = sourceFiles.filter((file) => !file.endsWith('/metric-table.ts')).map(read);
    expect(names.filter((name) => !others.some((text) => text.includes(`'${name}'`)))).toEqual([]);
  });

  it('names units and kinds as Prometheus does', () => {
    for (const { name, kind } of metricRows) {
      expect(name).toMatch(/^repsys_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(kind === 'counter');
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });
});

describe('the alert rules', () => {
  it('use metrics that there are', () => {
    const used = [...read(rules).matchAll(/\brepsys_\w+/g)].map(([name]) => name);
    const known = [...names, ...names.flatMap((name) => ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`))];
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('fire when they should, and only then', (test) => {
    if (!hasPromtool()) test.skip('promtool is not here: Debian has it in the package prometheus');
    const file = join(root, 'infra/prometheus/repsys.rules.test.yml');
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
  });
});
