import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core"

/** Mantine wants ten shades of a colour; ours are two, chosen by the tokens, so that every shade is the token itself. */
const shades = (token: string): MantineColorsTuple => {
  const color = `var(${token})`
  return [color, color, color, color, color, color, color, color, color, color]
}

/** Mantine's theme, made once from tokens.css: no shadows, no cards, radius 6, controls of 36 px. */
export const theme = createTheme({
  primaryColor: "accent",
  colors: { accent: shades("--accent"), loss: shades("--loss") },
  autoContrast: false,
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "18px", xl: "22px" },
  lineHeights: { xs: "1.45", sm: "1.45", md: "1.45", lg: "1.45", xl: "1.3" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "4px", sm: "6px", md: "6px", lg: "6px", xl: "6px" },
  shadows: { xs: "none", sm: "none", md: "var(--float)", lg: "var(--float)", xl: "var(--float)" },
  defaultRadius: "sm",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        classNames: { content: "m", title: "dialog-title" },
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, classNames: { content: "m" } } },
    Menu: {
      defaultProps: { position: "bottom-end", transitionProps: { duration: 120 }, classNames: { dropdown: "m menu" } },
    },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 120 } } },
    Notification: { classNames: { root: "m toast" } },
    Input: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Radio: { defaultProps: { size: "xs" } },
  },
})

/** Mantine's own variables, each taken from a token; both themes come from the tokens' own switch. */
export const cssVariables: CSSVariablesResolver = () => {
  const same = {
    "--mantine-color-body": "var(--panel)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-bright": "var(--text)",
    "--mantine-color-dimmed": "var(--dim)",
    "--mantine-color-placeholder": "var(--dim)",
    "--mantine-color-anchor": "var(--accent)",
    "--mantine-color-error": "var(--loss)",
    "--mantine-color-default": "var(--panel)",
    "--mantine-color-default-hover": "var(--sunken)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--control)",
    "--mantine-color-disabled": "var(--sunken)",
    "--mantine-color-disabled-color": "var(--dim)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-primary-color-filled": "var(--accent)",
    "--mantine-primary-color-filled-hover": "var(--accent)",
    "--mantine-primary-color-light": "var(--accent-soft)",
    "--mantine-primary-color-contrast": "var(--on-accent)",
    "--input-bd": "var(--control)",
  }
  return { variables: { "--mantine-scale": "1" }, light: same, dark: same }
}
