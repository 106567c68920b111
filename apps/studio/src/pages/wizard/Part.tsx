import type { ReactNode } from "react"
import css from "./page.module.css"

/** By which a part is found on the page. */
export const partId = (number: number): string => `wizard-part-${number}`

/** One numbered part of the wizard. */
export function Part({
  number,
  title,
  isWide = false,
  children,
}: {
  readonly number: number
  readonly title: string
  /** What it holds has the whole width, below the title. */
  readonly isWide?: boolean
  readonly children: ReactNode
}) {
  return (
    <section id={partId(number)} className={isWide ? css.widePart : css.part} aria-label={title}>
      <div className={css.partText}>
        <span className={css.partName} aria-hidden="true">
          {number}
        </span>
        <h2>{title}</h2>
      </div>
      <div>{children}</div>
    </section>
  )
}
