// The one live card of a run, drawn anew for each state of its life and edited in place.
import { execute, notes, open } from './actions.ts';
import { type Action, type Card, card, type Element, fits, heading, line, quiet } from './card.ts';
import { deliveryLines, openFile } from './run-delivery.ts';
import { cancelledBody, failedBody } from './run-end.ts';
import type { RunCardModel } from './run-model.ts';
import { queuedBody, runningBody } from './run-progress.ts';
import { detailsId, detailsOf, succeededBody, succeededLess } from './run-result.ts';
import { runSummary } from './run-summary.ts';
import { runStrings as strings } from './strings.ts';
import { periods } from './words.ts';

const mostUsers = 60;

/** The card of a run as it stands. Shows nothing of what came out where `detail` is `less`. */
export function runCard(model: RunCardModel): Card {
  const whole = drawn(model, true);
  return fits(whole) ? whole : drawn(model, false);
}

/** `unfolds`: with what can be unfolded. */
function drawn(model: RunCardModel, unfolds: boolean): Card {
  const details = unfolds ? detailsOf(model) : [];
  const body = [
    ...head(model),
    ...stateBody(model),
    ...deliveryLines(model),
    ...(model.detail === 'less' ? [quiet(strings.less[model.lacking ?? 'others'])] : []),
    ...notes(model.buttons),
    ...details,
  ];
  const refresh = refreshOf(model);
  const actions = actionsOf(model, details.length > 0);
  return card(runSummary(model), body, { actions, ...(refresh && { refresh }) });
}

function head({ run, reportTitle, companyName, months, joined, detail }: RunCardModel): readonly Element[] {
  const { from, to } = run.parameters;
  const attempt = run.attempt > 1 ? strings.attempt(run.attempt) : '';
  const whose = detail === 'full' ? strings.company(companyName, run.company, run.id) : strings.runOnly(run.id);
  return [
    heading(strings.about(reportTitle, periods(from, to))),
    ...(months && detail === 'full' ? [line([months], { spacing: 'None' })] : []),
    quiet(`${whose}${attempt}`, { spacing: 'None' }),
    ...(joined && !run.finishedAt ? [line([strings.joined], { spacing: 'Small' })] : []),
  ];
}

function stateBody(model: RunCardModel): readonly Element[] {
  switch (model.run.status) {
    case 'queued':
      return queuedBody(model);
    case 'running':
      return runningBody(model);
    case 'succeeded':
      return model.detail === 'full' ? succeededBody(model) : succeededLess(model);
    case 'failed':
      return failedBody(model);
    case 'cancelled':
      return cancelledBody(model);
  }
}

/** The bot's buttons first: links and unfolding give way when there are more than six. */
function actionsOf(model: RunCardModel, unfolds: boolean): readonly Action[] {
  const toggle = { type: 'Action.ToggleVisibility', title: strings.details, targetElements: [detailsId] } as const;
  return [
    ...model.buttons.map(execute),
    ...(model.detail === 'less' ? open(strings.openPersonal, model.personalUrl) : []),
    ...openFile(model),
    ...open(strings.openTab, model.tabUrl),
    ...(unfolds ? [toggle] : []),
  ];
}

function refreshOf({ refresh }: RunCardModel): Card['refresh'] {
  // A list of nobody would be everybody to Teams, and the token is the asker's.
  if (!refresh || refresh.userIds.length === 0) return undefined;
  const { token, userIds } = refresh;
  return { action: { type: 'Action.Execute', verb: 'refresh', data: { token } }, userIds: userIds.slice(0, mostUsers) };
}
