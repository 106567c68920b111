import { runsAgainst } from "../model/alignment.ts"
import styles from "../queue.module.css"

/** A text told apart from another one: what differs is underlined, what is missing is a bar, blanks that differ are seen. */
export function TextAgainst({ text, other }: { readonly text: string; readonly other: string }) {
  if (text === "") return <i>∅</i>
  return (
    <>
      {runsAgainst(text, other).map(({ kind, text: part }, i) => {
        if (kind === "same") return <span key={i}>{part}</span>
        if (kind === "gap") return <span className={styles.ins} key={i} />
        return <u key={i}>{part.replaceAll(" ", "\u2423")}</u>
      })}
    </>
  )
}
