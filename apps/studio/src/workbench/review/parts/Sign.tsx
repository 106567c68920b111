import { inkOfLetter } from "../draw/people.ts"
import styles from "../screen.module.css"

/** The letter of somebody, in the ink in which their answer is drawn. */
export function Sign({
  sign,
  title,
  drawn,
}: {
  readonly sign: string
  readonly title?: string
  readonly drawn?: boolean
}) {
  const ink = drawn ? inkOfLetter(sign) : null
  const line = ink && `3px ${ink.dash.length > 0 ? "dashed" : "solid"} ${ink.color}`
  return (
    <span
      className={`${styles.let} ${sign === "∑" ? styles.sum : ""} ${line ? styles.inked : ""}`}
      style={line ? { borderBottom: line } : undefined}
      title={title}
    >
      {sign}
    </span>
  )
}
