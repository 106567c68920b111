import { Link, type LinkProps } from "@tanstack/react-router"
import type { ComponentProps, ReactNode } from "react"
import { Icon, type IconName } from "../theme/Icon.tsx"

type Look = "primary" | "plain" | "quiet" | "danger"

interface ButtonStyle {
  readonly look?: Look
  readonly small?: boolean
  readonly wide?: boolean
  /** 44 high, for the one thing to do. */
  readonly tall?: boolean
  readonly icon?: IconName
  /** The key that does the same, shown as a cap. */
  readonly hint?: string
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
      {hint && <kbd>{hint}</kbd>}
    </>
  )
}

/** A button of the drawings: 36 high, 28 when small. Icon alone needs an `aria-label`. */
export function Button({ look, small, wide, icon, hint, children, ...rest }: ButtonStyle & ComponentProps<"button">) {
  const style: ButtonStyle = {
    ...(look && { look }),
    small: small ?? false,
    wide: wide ?? false,
    ...(icon && { icon }),
    ...(hint && { hint }),
    children,
  }
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

interface To {
  readonly to: string
  readonly params?: Readonly<Record<string, string>>
  readonly search?: Readonly<Record<string, unknown>>
  readonly label?: string
}

/** An address with what stands after `?` and `#`, as the router's links want it. */
export function linkTo({ to, params, search }: To): LinkProps {
  const [before = "", hash] = to.split("#")
  const [path = "", query] = before.split("?")
  const text = query === undefined ? search : { ...Object.fromEntries(new URLSearchParams(query)), ...search }
  // The router's own types want the literal of every route; pages name them by string.
  return { to: path, ...(params && { params }), ...(text && { search: text }), ...(hash && { hash }) } as LinkProps
}

/** A link that looks like a button. */
export function ButtonLink({ to, params, search, label, ...style }: ButtonStyle & To) {
  return (
    <Link
      {...linkTo({ to, ...(params && { params }), ...(search && { search }) })}
      className={classOf(style)}
      aria-label={label}
    >
      {inside(style)}
    </Link>
  )
}

/** A link inside text. */
export function TextLink({
  to,
  params,
  search,
  children,
  className,
}: To & { children: ReactNode; className?: string }) {
  return (
    <Link {...linkTo({ to, ...(params && { params }), ...(search && { search }) })} className={className}>
      {children}
    </Link>
  )
}
