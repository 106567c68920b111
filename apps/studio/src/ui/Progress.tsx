import type { ReactNode } from "react"
import measures from "../theme/measures.module.css"
import css from "./parts.module.css"

export interface Part {
  readonly key: string
  readonly className: string
  readonly count: number
  readonly figure: string
  readonly name: string
  /** What the figure counts, as a link around it. */
  readonly link?: (inside: ReactNode) => ReactNode
  /** Shown below the bar only. */
  readonly outside?: boolean
}

/** A bar of parts, never thinner than 4 px, and each part's figure below it. */
export function Progress({ label, parts }: { readonly label: string; readonly parts: readonly Part[] }) {
  const shown = parts.filter((part) => part.count > 0 && !part.outside)
  return (
    <>
      <div className="prog" role="img" aria-label={label}>
        {shown.length === 0 && <span className={`p-open ${measures.filling}`} />}
        {shown.map((part) => (
          <span key={part.key} className={`${part.className} ${css.share}`} style={{ flex: `${part.count} 0 0` }} />
        ))}
      </div>
      <div className={css.keys} data-k={parts.length}>
        {parts.map((part) => (
          <Figure key={part.key} part={part} />
        ))}
      </div>
    </>
  )
}

function Figure({ part }: { readonly part: Part }) {
  const inside = (
    <>
      <i className={part.className} />
      <b>{part.figure}</b>
      <span>{part.name}</span>
    </>
  )
  return part.link ? part.link(inside) : <span className={css.figPlain}>{inside}</span>
}
