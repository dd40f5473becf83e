// The themes of Teams in Fluent's words.
import { type Theme, teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme } from '@fluentui/react-components';
import type { HostTheme } from './host.ts';

const themes: Readonly<Record<HostTheme, Theme>> = {
  default: teamsLightTheme,
  dark: teamsDarkTheme,
  contrast: teamsHighContrastTheme,
};

export const fluentTheme = (theme: HostTheme): Theme => themes[theme];
