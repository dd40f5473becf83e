// The form, drawn from the report's parameters: one control for each kind.
import { Button, Checkbox, Field, makeStyles, Switch, tokens } from '@fluentui/react-components';
import type { Parameter, ReportDescription } from '@repsys/core';
import { type FormEvent, useState } from 'react';
import { fieldMessage } from '../../api/failure.ts';
import { ChoiceField } from '../../components/choice-field.tsx';
import { FailureBar } from '../../components/failure-bar.tsx';
import { useSession } from '../../session/session.ts';
import { requestStrings } from '../../strings.ts';
import { companyText } from '../../words.ts';
import { Outlook } from './outlook.tsx';
import { PeriodRangeFields } from './period-range-fields.tsx';
import { type RequestState, useRequest } from './use-request.ts';
import type { Draft, Wrong } from './wish.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  // The box of the control itself stands in line with the fields above it.
  inLine: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})` },
  submit: { alignSelf: 'start', minWidth: '160px', '@media (max-width: 480px)': { alignSelf: 'stretch' } },
});

export function RequestForm({ reports }: { readonly reports: readonly ReportDescription[] }) {
  const styles = useStyles();
  const request = useRequest(reports);
  const [touched, setTouched] = useState(false);
  const wrong = touched ? request.wrong : onlyWritten(request);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    request.submit();
  };
  const joins = request.outlook.value?.open?.mine === false;
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={requestStrings.title}>
      <ChoiceField
        label={requestStrings.report}
        options={reports.map(({ id, title }) => ({ value: id, text: title }))}
        value={request.draft.report}
        wrong={wrong.report ?? fieldMessage(request.failure, 'report')}
        choose={(report) => request.change({ report })}
      />
      {request.report?.parameters.map((parameter) => (
        <ParameterField key={parameter.name} parameter={parameter} request={request} wrong={wrong} />
      ))}
      <ChatField request={request} />
      <Outlook outlook={request.outlook} />
      <FailureBar failure={request.onNoField} dismiss={request.forget} />
      <Button
        className={styles.submit}
        type="submit"
        appearance="primary"
        size="large"
        disabledFocusable={request.busy}
      >
        {request.busy ? requestStrings.submitting : joins ? requestStrings.submitJoin : requestStrings.submit}
      </Button>
    </form>
  );
}

/** Before the first try nobody is told of what they have not filled in yet. */
function onlyWritten({ draft, wrong }: RequestState): Wrong {
  const { from, to } = wrong;
  return { ...(draft.from && from && { from }), ...(draft.to && to && { to }) };
}

type ParameterProps = {
  readonly parameter: Parameter;
  readonly request: RequestState;
  readonly wrong: Wrong;
};

function ParameterField({ parameter, request, wrong }: ParameterProps) {
  const { me } = useSession();
  const { draft, change, failure } = request;
  switch (parameter.kind) {
    case 'company':
      return (
        <ChoiceField
          label={parameter.title}
          options={me.companies
            .filter(({ mayAsk }) => mayAsk)
            .map(({ company, name }) => ({ value: String(company), text: companyText(name, company) }))}
          value={draft.company === undefined ? undefined : String(draft.company)}
          wrong={wrong.company ?? fieldMessage(failure, 'company')}
          choose={(company) => change({ company: Number(company) })}
        />
      );
    case 'periodRange':
      return <PeriodRangeFields request={request} wrong={wrong} title={parameter.title} />;
    case 'flag':
      return <FlagField title={parameter.title} draft={draft} change={change} />;
  }
}

type FlagProps = { readonly title: string; readonly draft: Draft; change(part: Partial<Draft>): void };

function FlagField({ title, draft, change }: FlagProps) {
  const styles = useStyles();
  return (
    <Field hint={requestStrings.flagHint}>
      <Switch
        className={styles.inLine}
        label={title}
        checked={draft.allowUntied}
        onChange={(_, { checked }) => change({ allowUntied: checked })}
      />
    </Field>
  );
}

function ChatField({ request: { draft, change } }: { readonly request: RequestState }) {
  const styles = useStyles();
  const { me } = useSession();
  if (!me.chat) return null;
  return (
    <Field hint={requestStrings.chatHint}>
      <Checkbox
        className={styles.inLine}
        label={requestStrings.chat}
        checked={draft.chat}
        onChange={(_, { checked }) => change({ chat: checked === true })}
      />
    </Field>
  );
}
