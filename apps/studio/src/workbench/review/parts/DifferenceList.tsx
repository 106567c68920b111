import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { boxOf, type Decision, type Disagreement } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { useEffect, useRef } from "react"
import { type Translate, useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { scrolledTo } from "../../parts/scrolledTo.ts"
import { unitOf } from "../kinds/list.ts"
import { isCut, textOf } from "../model/answers.ts"
import { isPlain, spreadOf } from "../model/edges.ts"
import { namedKind } from "../model/namedKind.ts"
import { numbersOf } from "../model/numbering.ts"
import { sentBackAt } from "../model/sentBack.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"
import { useAnswerTexts } from "../useAnswerTexts.ts"

/** All differences of the task: done, now, open. */
export function DifferenceList() {
  const t = useT("review")
  const { store } = useReview()
  const task = useReviewState((state) => state.task)
  const now = useReviewState((state) => state.now)
  const decisions = useReviewState((state) => state.decisions)
  const texts = useAnswerTexts(task)
  const list = useRef<HTMLUListElement>(null)
  const isThere = task !== null
  useEffect(() => {
    const rows = list.current
    if (now === null || !rows) return
    const keepInSight = () => {
      const row = rows.querySelector<HTMLElement>("[aria-current]")
      // The list alone is scrolled: its heading stays where it is, and so does the column.
      if (row) rows.scrollTop = scrolledTo(rows, { top: offsetIn(rows, row), height: row.offsetHeight }, 0)
    }
    keepInSight()
    // The answers above are drawn after the list; the room that they leave is another then.
    const watch = new ResizeObserver(keepInSight)
    watch.observe(rows)
    return () => watch.disconnect()
  }, [now, isThere])
  if (!task) return null
  const numbers = numbersOf(task)
  const besideOf = (disagreement: Disagreement, decision: Decision | undefined) => {
    const back = decision ? [] : sentBackAt(task, disagreement)
    return back.length > 0 ? t("list.sentBack", { letter: back.join(", ") }) : beside(task, disagreement, decision, t)
  }
  return (
    <section aria-label={t("list.title")} className={`${frame.list} ${styles.list}`}>
      <div className={`${frame.head} ${styles.tight}`}>
        <b>{t(`list.${unitOf(task.kind)}`, { count: task.differences.length })}</b>
      </div>
      <ul className={styles.rows} ref={list}>
        {task.differences.map(({ difference: disagreement }) => {
          const decision = decisions.get(disagreement.id)
          const here = disagreement.id === now
          return (
            <li key={disagreement.id}>
              <button
                type="button"
                aria-current={here ? "true" : undefined}
                className={here ? `${styles.row} ${styles.sel}` : styles.row}
                onClick={() => store.look(disagreement.id)}
              >
                <span className={styles.st}>
                  {decision && <TaskIcon name="check" small />}
                  {t(decision ? "list.done" : here ? "list.now" : "list.open")}
                </span>
                <span className={styles.n}>{numbers.get(disagreement.id)}</span>
                <span className={textOf(aboutRegion(disagreement)) === "" ? frame.cut : `${frame.cut} ${frame.mono}`}>
                  {texts.about(aboutRegion(disagreement))}
                </span>
                <span className={styles.r}>{besideOf(disagreement, decision)}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** How far a row lies below the top of what its list holds, in CSS pixels. */
function offsetIn(list: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop
}

/** What was decided, or what kind of difference it is. */
function beside(
  { ontology }: Pick<ReviewTask, "ontology">,
  disagreement: Disagreement,
  decision: Decision | undefined,
  t: Translate,
): string {
  if (decision?.outcome === "take") return decision.letter
  if (decision?.outcome === "proposal") return "∑"
  if (decision) return t(`outcome.${decision.outcome}`)
  if (disagreement.kind !== "place") return t(`short.${namedKind(disagreement.kind, ontology)}`)
  if (isCut(disagreement)) return t("short.cut")
  const regions = disagreement.candidates.flatMap(({ region }) => region ?? [])
  const edges = isPlain(regions) ? spreadOf(regions.map(boxOf)).slice(0, 2) : []
  return edges.length === 0 ? t("short.place") : edges.map(({ edge }) => t(`edge.${edge}`)).join(", ")
}
