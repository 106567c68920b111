import { piecesOf } from "@justesse/editor/writing/parts"
import type { TextMark, TextPart } from "@justesse/types"
import styles from "./writing.module.css"

/** A text whose words show their marks: struck through, dotted where not sure, greyed where nothing can be read, framed where foreign. */
export function Marked({ value, parts }: { readonly value: string; readonly parts: readonly TextPart[] | undefined }) {
  if (!parts || parts.length === 0) return value
  return piecesOf({ value, parts: [...parts] }).map(({ from, text, marks }) => (
    <span className={marks.map((mark) => MARKS[mark]).join(" ") || undefined} key={from}>
      {text}
    </span>
  ))
}

const MARKS: Readonly<Record<TextMark, string | undefined>> = {
  illegible: styles.illegible,
  unsure: styles.unsure,
  struck: styles.struck,
  foreign: styles.foreign,
}
