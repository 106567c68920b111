import { createLink } from "@tanstack/react-router"
import type { ComponentProps, ReactNode } from "react"
import { Icon, type IconName } from "../theme/Icon.tsx"

type Look = "primary" | "plain" | "quiet" | "danger"

interface ButtonStyle {
  readonly look?: Look | undefined
  readonly small?: boolean | undefined
  readonly wide?: boolean | undefined
  /** 44 high, for the one thing to do. */
  readonly tall?: boolean | undefined
  readonly icon?: IconName | undefined
  /** The key that does the same, shown as a cap. */
  readonly hint?: string | undefined
  readonly children?: ReactNode
}

const LOOKS: Record<Look, string> = { primary: " primary", plain: "", quiet: " quiet", danger: " quiet danger" }

function classOf({ look = "plain", small, wide, tall, icon, children }: ButtonStyle): string {
  const iconOnly = icon && children === undefined
  return `btn${LOOKS[look]}${small ? " sm" : ""}${wide ? " wide" : ""}${tall ? " tall" : ""}${iconOnly ? " icon" : ""}`
}

function inside({ icon, hint, children }: ButtonStyle): ReactNode {
  return (
    <>
      {icon && <Icon name={icon} small={children !== undefined} />}
      {children}
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </>
  )
}

/** A button of the drawings: 36 high, 28 when small. Icon alone needs an `aria-label`. */
export function Button({ look, small, wide, icon, hint, children, ...rest }: ButtonStyle & ComponentProps<"button">) {
  const style = { look, small, wide, icon, hint, children }
  return (
    <button
      type="button"
      title={children === undefined ? rest["aria-label"] : undefined}
      {...rest}
      className={classOf(style)}
    >
      {inside(style)}
    </button>
  )
}

/** A link inside text. */
export { Link as TextLink } from "@tanstack/react-router"

/** A link that looks like a button. */
export const ButtonLink = createLink(
  ({ look, small, wide, tall, icon, hint, children, ...rest }: ButtonStyle & ComponentProps<"a">) => {
    const style = { look, small, wide, tall, icon, hint, children }
    return (
      <a {...rest} className={classOf(style)}>
        {inside(style)}
      </a>
    )
  },
)
