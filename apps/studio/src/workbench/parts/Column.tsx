import { type ReactNode, useLayoutEffect, useRef, useState } from "react"
import styles from "./frame.module.css"

interface ColumnProps {
  readonly label: string
  readonly inert?: boolean
  /** The guideline over the column, told how much of its foot stays free; null while it is closed. */
  readonly guide: ((footHeight: number) => ReactNode) | null
  readonly children: ReactNode
}

/** The column beside the picture. The guideline opens over it and leaves the foot, which is measured then. */
export function Column({ label, inert, guide, children }: ColumnProps) {
  const column = useRef<HTMLElement>(null)
  const [footHeight, setFootHeight] = useState(100)
  const open = guide !== null
  useLayoutEffect(() => {
    const foot = column.current?.querySelector<HTMLElement>(`.${styles.foot}`)
    if (open && foot) setFootHeight(foot.offsetHeight)
  }, [open])
  return (
    <aside aria-label={label} className={styles.col} inert={inert} ref={column}>
      {children}
      {guide?.(footHeight)}
    </aside>
  )
}
