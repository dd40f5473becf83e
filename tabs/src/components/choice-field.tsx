// One of several, with a label and what is wrong with it.
import { Dropdown, Field, makeStyles, Option, type PositioningProps } from '@fluentui/react-components';
import { appStrings, requestStrings } from '../strings.ts';

export type Choice = { readonly value: string; readonly text: string };

type ChoiceFieldProps = {
  readonly label: string;
  readonly options: readonly Choice[];
  readonly value: string | undefined;
  readonly wrong?: string | undefined;
  readonly required?: boolean;
  choose(value: string): void;
};

/** As high as the list's own style says: by itself it would take all of a frame, and cover the form. */
export const listPlace: PositioningProps = {
  position: 'below',
  align: 'start',
  autoSize: false,
  fallbackPositions: ['above-start'],
};

const useStyles = makeStyles({ wide: { minWidth: 0, width: '100%' }, list: { maxHeight: '320px' } });

export function ChoiceField({ label, options, value, wrong, required = true, choose }: ChoiceFieldProps) {
  const styles = useStyles();
  return (
    <Field label={label} required={required} validationMessage={wrong} validationState={wrong ? 'error' : 'none'}>
      <Dropdown
        clearButton={{ 'aria-label': appStrings.clear }}
        className={styles.wide}
        listbox={{ className: styles.list }}
        positioning={listPlace}
        placeholder={requestStrings.choose}
        value={options.find((each) => each.value === value)?.text ?? ''}
        selectedOptions={value === undefined ? [] : [value]}
        onOptionSelect={(_, { optionValue }) => optionValue !== undefined && choose(optionValue)}
      >
        {options.map((each) => (
          <Option key={each.value} value={each.value} text={each.text}>
            {each.text}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}
