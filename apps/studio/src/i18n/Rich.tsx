import { Link, type LinkProps } from "@tanstack/react-router"
import { Fragment, type ReactNode } from "react"
import type { Translate, Values } from "./useT.ts"

interface RichProps {
  readonly t: Translate
  readonly k: string
  readonly values?: Values
  /** Where `<a>` and `<a2>` lead. */
  readonly to?: LinkProps
  readonly to2?: LinkProps
}

const TAG = /<(b|d|m|a|a2)>(.*?)<\/\1>/gs

/** A sentence in which `<b>` is strong, `<d>` dim, `<m>` fixed-width and `<a>` a link; nothing else is markup. */
export function Rich({ t, k, values, to, to2 }: RichProps): ReactNode {
  const text = t(k, values)
  const parts: ReactNode[] = []
  let from = 0
  for (const match of text.matchAll(TAG)) {
    parts.push(text.slice(from, match.index))
    parts.push(mark(match[1] ?? "", match[2] ?? "", to, to2))
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>)
}

function mark(tag: string, inner: string, to: LinkProps | undefined, to2: LinkProps | undefined): ReactNode {
  if (tag === "b") return <strong>{inner}</strong>
  if (tag === "d") return <span className="dim">{inner}</span>
  if (tag === "m") return <span className="mono">{inner}</span>
  return <Link {...(tag === "a" ? to : to2)}>{inner}</Link>
}
