import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { boxOf, inLanguage } from "@justesse/types"
import type { ReviewQueue, ReviewSample } from "@justesse/types/wire/review"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import type { QueueParams } from "../../../search.ts"
import { TextLink } from "../../../ui/Button.tsx"
import { answerRows, textOf } from "../model/answers.ts"
import { shiftsAgainst } from "../model/edges.ts"
import { namedKind } from "../model/namedKind.ts"
import styles from "../queue.module.css"
import { InkSample } from "./InkSample.tsx"
import { TextAgainst } from "./Sides.tsx"

/** The differences by kind, with one of each to look at and what people answered to it. */
export function KindRows({ queue, filter }: KindRowsProps) {
  const t = useT("review")
  const format = useFormat()
  const whole = queue.byKind.reduce((sum, one) => sum + one.differences, 0)
  return (
    <section aria-labelledby="one-by-one" className={styles.section}>
      <header>
        <h2 id="one-by-one">{t("queue.oneByOne")}</h2>
        <span className="dim">
          {format.number(whole)}, {t("queue.order")}
        </span>
      </header>
      <ul className={styles.q}>
        {queue.byKind.map(({ kind, differences, tasks, minutes, sample }) => (
          <li key={kind}>
            <TextLink
              className={`${styles.ql} ${styles.thin}`}
              search={{ ...filter, kinds: kind }}
              to="/review/$project/$task"
              params={{ project: queue.project, task: "next" }}
            >
              {sample ? <InkSample height={28} sample={sample} width={240} /> : <span />}
              <span className={styles.what}>
                <b>{t(`kind.${namedKind(kind, queue.ontology)}`)}</b>
              </span>
              <SampleAnswers queue={queue} sample={sample} />
              <span className={styles.c}>
                <b>{format.number(differences)}</b>
                <span className={styles.wide}>{t("queue.inTasks", { count: tasks })}</span>
              </span>
              <span className={styles.go}>{t("queue.about", { minutes: format.duration(minutes * 60) })}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface KindRowsProps {
  readonly queue: ReviewQueue
  readonly filter: QueueParams
}

/** Letters before the first one that differs, which are shown of a long text. */
const BEFORE = 6

/** Two texts from shortly before they part: what both begin with would push the rest out of the frame. */
function fromWhereTheyPart(a: string, b: string): readonly [string, string] {
  const [first, second] = [[...a], [...b]]
  const parts = first.findIndex((letter, at) => letter !== second[at])
  const from = (parts < 0 ? first.length : parts) - BEFORE
  if (from <= BEFORE) return [a, b]
  return [`…${first.slice(from).join("")}`, `…${second.slice(from).join("")}`]
}

/** What people answered to the sample: two texts, two labels, how many have it, or how far an edge is off. */
function SampleAnswers({ queue, sample }: { readonly queue: ReviewQueue; readonly sample: ReviewSample | null }) {
  const t = useT("review")
  const format = useFormat()
  const language = useLanguage()
  if (!sample) return <span className={styles.alt} />
  const { difference: disagreement } = sample
  const [first, second] = answerRows(disagreement)
  if (disagreement.kind === "text") {
    const [a, b] = fromWhereTheyPart(textOf(first?.region ?? null), textOf(second?.region ?? null))
    return (
      <span className={styles.alt}>
        {[a, b].map((text, i) => (
          <span dir="auto" key={i}>
            <TextAgainst other={i === 0 ? b : a} text={text} />
          </span>
        ))}
      </span>
    )
  }
  return (
    <span className={`${styles.alt} ${styles.words}`}>
      {shown().map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  )

  function shown(): string[] {
    if (disagreement.kind === "place") {
      const about = aboutRegion(disagreement)
      const shifts = disagreement.candidates.flatMap(({ region }) =>
        about && region ? shiftsAgainst(boxOf(region), boxOf(about)) : [],
      )
      const widest = shifts.sort((a, b) => Math.abs(b.outwardPx) - Math.abs(a.outwardPx))
      return widest.slice(0, 1).map(({ edge, outwardPx }) => {
        const px = t("answer.px", { px: format.number(Math.abs(outwardPx)) })
        return t("answer.edgeBy", { edge: t(`edge.${edge}`), px })
      })
    }
    if (disagreement.kind === "label" || disagreement.kind === "attribute") {
      const names = disagreement.candidates.flatMap(({ region }) => {
        const label = queue.ontology.labels.find(({ id }) => id === region?.label)
        return label ? [inLanguage(label.name, language)] : []
      })
      return [...new Set(names)].slice(0, 2)
    }
    const people = disagreement.candidates.reduce((sum, { letters }) => sum + letters.length, 0)
    const have = disagreement.candidates.reduce((sum, { letters, region }) => sum + (region ? letters.length : 0), 0)
    return [t("queue.have", { have, all: people })]
  }
}
