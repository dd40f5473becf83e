// Rows that open a run, in the queue and in the archive: their colours also where a row is under the mouse.
import { makeStyles, tokens } from '@fluentui/react-components';

/** `row` goes on the row, `quiet` on what is less important in it; a link in it takes its colour from `linkColour`. */
export const useRowStyles = makeStyles({
  row: {
    cursor: 'pointer',
    '--row-link': tokens.colorBrandForegroundLink,
    '--row-quiet': tokens.colorNeutralForeground3,
    // With high contrast the row turns bright: what is written on it must turn dark with it.
    ':hover': { '--row-link': tokens.colorNeutralForeground1Hover, '--row-quiet': tokens.colorNeutralForeground1Hover },
  },
  current: { boxShadow: `inset 4px 0 0 ${tokens.colorCompoundBrandStroke}` },
  quiet: {
    color: 'var(--row-quiet)',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export const linkColour = `var(--row-link, ${tokens.colorBrandForegroundLink})`;
