import type { Meaning } from "@justesse/editor"
import type { Example } from "@justesse/types"
import { useT } from "../../../../i18n/useT.ts"
import { Markdown } from "../../../../prose/Markdown.tsx"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"

interface MeaningProps {
  readonly meaning: Meaning
  /** Addresses of the guideline's pictures, by hash. */
  readonly pictures: Readonly<Record<string, string>>
}

/** What the guideline says of a label: right and wrong beside each other, then its clauses. */
export function MeaningOf({ meaning, pictures }: MeaningProps) {
  return (
    <>
      {meaning.examples.length > 0 && (
        <div className={styles.examples}>
          {meaning.examples.map((example, at) => (
            // Two examples may be alike in everything but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <ExampleFigure example={example} key={at} pictures={pictures} />
          ))}
        </div>
      )}
      {meaning.clauses.map((clause) => (
        <div className={styles.cl} key={clause.number}>
          <span className={styles.no}>{clause.number}</span>
          <div>
            <b>{clause.title}</b>
            {clause.markdown !== "" && <Markdown pictures={pictures} text={clause.markdown} />}
          </div>
        </div>
      ))}
    </>
  )
}

function ExampleFigure({ example, pictures }: { example: Example; pictures: MeaningProps["pictures"] }) {
  const t = useT("task")
  const { isGood, caption, sha256 } = example
  const address = pictures[sha256]
  const mark = t(isGood ? "guide.good" : "guide.bad")
  return (
    <figure>
      {address && <img alt={caption || mark} src={address} />}
      <figcaption className={isGood ? styles.right : styles.wrong}>
        <TaskIcon name={isGood ? "check" : "close"} small />
        <span>{caption || mark}</span>
      </figcaption>
    </figure>
  )
}
