import type { ReactNode, Ref } from "react"
import styles from "./frame.module.css"

interface FootProps {
  readonly label: string
  /** What stands above the main button. */
  readonly children?: ReactNode
  readonly main: MainProps
}

interface MainProps {
  readonly text: string
  readonly cap?: string
  readonly id?: string
  readonly disabled?: boolean
  /** It can be reached, and says why it does not act yet. */
  readonly waits?: boolean
  /** Something else comes first: it can be pressed, and does not draw the eye. */
  readonly isQuiet?: boolean
  readonly onClick?: () => void
  readonly ref?: Ref<HTMLButtonElement>
}

/** The foot of the column: what ends a task. Its main button is always at the same place. */
export function Foot({ label, main, children }: FootProps) {
  const { text, cap, id, disabled, waits, isQuiet, onClick, ref } = main
  return (
    <section aria-label={label} className={styles.foot}>
      {children}
      <button
        aria-disabled={waits}
        className={waits ? `${styles.pri} ${styles.wait}` : isQuiet ? `${styles.pri} ${styles.quietPri}` : styles.pri}
        disabled={disabled}
        id={id}
        onClick={onClick}
        ref={ref}
        type="button"
      >
        <span className={styles.cut}>{text}</span>
        {cap && (
          <>
            {" "}
            <kbd aria-hidden="true">{cap}</kbd>
          </>
        )}
      </button>
    </section>
  )
}
