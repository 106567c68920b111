import measures from "../../theme/measures.module.css"

interface Props {
  readonly label: string
  readonly done: number
  readonly total: number
}

/** How far something is, as a bar; without a value before anything is known. */
export function ProgressLine({ label, done, total }: Props) {
  return (
    <progress {...(total > 0 ? { value: done, max: total } : {})} aria-label={label} className={measures.progress} />
  )
}
