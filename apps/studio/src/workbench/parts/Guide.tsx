import type { ReactNode } from "react"
import { Cap } from "../../keys/Cap.tsx"
import styles from "./frame.module.css"

interface GuideProps {
  readonly label: string
  readonly close: string
  /** What the text is about: a label, a clause, a version. */
  readonly heading: ReactNode
  /** How much of the column's foot stays free; null where the guideline stands beside the column. */
  readonly footHeight: number | null
  /** The command that closes it too. */
  readonly of: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The guideline over the column: its heading, the key that closes it, and the text below. The foot stays. */
export function Guide({ label, close, heading, footHeight, of, onClose, children }: GuideProps) {
  return (
    <section
      aria-label={label}
      className={footHeight === null ? `${styles.guide} ${styles.beside}` : styles.guide}
      style={footHeight === null ? undefined : { bottom: footHeight }}
    >
      <div className={styles.gh}>
        {heading}
        <span className={styles.grow} />
        <button className={styles.tiny} onClick={onClose} type="button">
          {close} <Cap of={of} />
        </button>
      </div>
      {children}
    </section>
  )
}
