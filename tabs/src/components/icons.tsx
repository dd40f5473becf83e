// The few drawings of the tab, in the colour of the text around them; all are decoration.
import type { SVGProps } from 'react';

function Icon(props: SVGProps<SVGSVGElement>) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...props}
    />
  );
}

export const DismissIcon = () => (
  <Icon>
    <path d="M5 5l10 10M15 5L5 15" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M12 4l-6 6 6 6" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3v9M6 9l4 4 4-4M4 17h12" />
  </Icon>
);

export const DoneIcon = () => (
  <Icon>
    <path d="M4 10.5l4 4 8-9" />
  </Icon>
);

export const FailedIcon = () => (
  <Icon>
    <path d="M10 4v8M10 15.5v.5" strokeWidth="2.2" />
  </Icon>
);

export const KeptIcon = () => (
  <Icon>
    <path d="M4 12a6 6 0 1 1 3 4M4 12l-1.5-3M4 12l3-1.5" />
  </Icon>
);

export const RunningIcon = () => (
  <Icon>
    <path d="M7 5l7 5-7 5z" fill="currentColor" />
  </Icon>
);

export const FilterIcon = () => (
  <Icon>
    <path d="M3 5h14M6 10h8M8.5 15h3" />
  </Icon>
);
