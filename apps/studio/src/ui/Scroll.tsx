import type { ReactNode } from "react"
import css from "./parts.module.css"

interface Props {
  /** What lies in it, for whoever reaches it by keyboard. */
  readonly label: string
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** Something wide, such as a table, that scrolls sideways on a narrow screen, by keyboard too. */
export function Scroll({ label, className = "", children }: Props) {
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={`${css.tblScroll} ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
