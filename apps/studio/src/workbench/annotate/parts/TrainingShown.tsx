import type { TrainingResult } from "@justesse/editor"
import { type Box, boxOf, inLanguage, type Region } from "@justesse/types"
import type { TrainingFeedback } from "@justesse/types/wire/work"
import { Link } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { around, type DrawnBox, drawnAt, Picture } from "../../../ui/Picture.tsx"
import styles from "../../parts/frame.module.css"
import { useTaskContext } from "../ui.ts"
import { EarlierEdges } from "./EarlierEdges.tsx"

interface TrainingShownProps {
  readonly training: TrainingResult
}

/** After a training task: the known answer and mine over each other, what differs in words, and Enter to go on. */
export function TrainingShown({ training }: TrainingShownProps) {
  const t = useT("task")
  const { store, practice } = useTaskContext()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  const { result, lease } = training
  const { assignmentId } = lease
  useEffect(() => {
    if (!practice) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "a" || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      event.stopPropagation()
      practice.onAgain(assignmentId)
    }
    window.addEventListener("keydown", onKey, { capture: true })
    return () => window.removeEventListener("keydown", onKey, { capture: true })
  }, [practice, assignmentId])
  const language = useLanguage()
  const wrong = result.differences.filter(({ kind }) => kind !== "kept")
  const key = wrong.length === 0 ? "same" : result.passed ? "passed" : "differs"
  return (
    <section aria-label={t("tryOut.title")} aria-modal="true" className={styles.tried} role="dialog">
      <header>
        <h2>
          <Rich k={`tryOut.${key}`} t={t} values={{ count: wrong.length }} />
        </h2>
        <p className={styles.dim}>
          {result.mastery
            ? t(result.mastery.reached ? "tryOut.mastered" : "tryOut.towards", {
                right: result.mastery.right,
                of: result.mastery.of,
              })
            : t("tryOut.progress", { done: result.done, of: result.of, passed: result.passedSoFar })}
        </p>
      </header>
      <div className={styles.triedBody}>
        <Picture
          boxes={drawn(training)}
          label={t("tryOut.picture")}
          size={lease.size}
          src={lease.media.preview}
          view={viewOf(training)}
        />
        <ul>
          {result.earlier && <EarlierEdges earlier={result.earlier} nameOf={(id) => nameIn(training, id, language)} />}
          {wrong.slice(0, 60).map((disagreement, i) => (
            <li key={disagreement.mine?.id ?? disagreement.known?.id ?? i}>
              <ShownDisagreement difference={disagreement} training={training} />
            </li>
          ))}
          {wrong.length === 0 && <li className={styles.dim}>{t("tryOut.nothing")}</li>}
        </ul>
      </div>
      <footer>
        <span className={styles.triedLegend}>
          <Swatch own={false} /> {t("tryOut.known")} <Swatch own /> {t("tryOut.mine")}
        </span>
        <span className={styles.triedActs}>
          {practice && (
            <>
              <button className={styles.g} onClick={() => practice.onAgain(assignmentId)} type="button">
                {t("tryOut.again")} <kbd aria-hidden="true">A</kbd>
              </button>
              <Link className={styles.g} to="/work/learn">
                {t("tryOut.stop")}
              </Link>
            </>
          )}
          <button className={styles.pri} onClick={() => store.act("closeTraining")} ref={button} type="button">
            {t("tryOut.goOn")} <kbd aria-hidden="true">⏎</kbd>
          </button>
        </span>
      </footer>
    </section>
  )
}

/** Of practice, the part of the picture with what was practised. */
function viewOf({ result, lease }: TrainingResult): Box | undefined {
  const ids = new Set(result.earlier?.edges.map(({ region }) => region))
  const boxes = result.known.regions.filter(({ id }) => ids.has(id)).map(boxOf)
  const [first] = boxes
  if (!first) return undefined
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  return around({ x: left, y: top, width: right - left, height: bottom - top }, lease.size, 1.6)
}

/** The name of a right region's label in the language shown. */
function nameIn({ result, guide }: TrainingResult, id: string, language: "en" | "fr"): string {
  const region = result.known.regions.find((one) => one.id === id)
  const label = guide.ontology.labels.find((one) => one.id === region?.label)
  return label ? inLanguage(label.name, language) : (region?.label ?? "")
}

function Swatch({ own }: { readonly own: boolean }) {
  return (
    <svg aria-hidden="true" height="10" width="20">
      <path
        d="M0 5h20"
        stroke={own ? "currentColor" : "#009E73"}
        strokeDasharray={own ? "4 3" : undefined}
        strokeWidth={own ? 1.5 : 3}
      />
    </svg>
  )
}

function drawn({ result }: TrainingResult): DrawnBox[] {
  const differing = new Set(result.differences.filter(({ kind }) => kind !== "kept").map(({ known }) => known?.id))
  const known = result.known.regions.map(
    (region): DrawnBox => ({
      key: `k-${region.id}`,
      ...drawnAt(region),
      color: "#009E73",
      strong: differing.has(region.id),
      faint: !differing.has(region.id),
    }),
  )
  const mine = result.differences.flatMap(({ kind, mine: region }): DrawnBox[] =>
    region && kind !== "kept" ? [{ key: `m-${region.id}`, ...drawnAt(region), color: "#e69f00", own: true }] : [],
  )
  return [...known, ...mine]
}

interface DifferenceProps {
  readonly training: TrainingResult
  readonly difference: TrainingFeedback["differences"][number]
}

/** What differs in one region, in words: missed, too much, another label, other letters, or edges with their distance. */
function ShownDisagreement({ training, difference: disagreement }: DifferenceProps) {
  const t = useT("task")
  const language = useLanguage()
  const nameOf = (region: Region | null) => {
    const label = training.guide.ontology.labels.find(({ id }) => id === region?.label)
    return label ? inLanguage(label.name, language) : (region?.label ?? "")
  }
  const { mine, known } = disagreement
  if (!mine) return <b>{t("tryOut.missed", { label: nameOf(known) })}</b>
  if (!known) return <b>{t("tryOut.extra", { label: nameOf(mine) })}</b>
  if (mine.label !== known.label) return <b>{t("tryOut.label", { mine: nameOf(mine), known: nameOf(known) })}</b>
  const texts = [mine.transcript?.value ?? "", known.transcript?.value ?? ""] as const
  if (texts[0] !== texts[1]) {
    return (
      <>
        <b>{nameOf(known)}</b>
        <span className={styles.mono} dir="auto">
          {texts[1]}
        </span>
        <s className={styles.mono} dir="auto">
          {texts[0]}
        </s>
      </>
    )
  }
  return (
    <>
      <b>{nameOf(known)}</b>
      <Edges edges={disagreement.edges} />
    </>
  )
}

const EDGES = ["left", "top", "right", "bottom"] as const
/** Nearer than this nobody moves an edge on purpose. */
const LEAST_PX = 1

function Edges({ edges }: { readonly edges: DifferenceProps["difference"]["edges"] }) {
  const t = useT("task")
  const format = useFormat()
  const parts = EDGES.flatMap((edge, i) => {
    const px = edges?.[i] ?? 0
    if (Math.abs(px) < LEAST_PX) return []
    // Left and top grow outwards to smaller numbers.
    const outwards = i < 2 ? px < 0 : px > 0
    const values = { edge: t(`review:edge.${edge}`), px: format.number(Math.abs(px), Math.abs(px) < 10 ? 1 : 0) }
    return [t(outwards ? "tryOut.out" : "tryOut.in", values)]
  })
  return <span>{parts.join(", ")}</span>
}
