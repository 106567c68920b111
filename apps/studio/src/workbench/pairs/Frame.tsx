import { isOneKey } from "@justesse/editor"
import { HOW_MUCH, inLanguage } from "@justesse/types"
import { useMediaQuery } from "@mantine/hooks"
import { useEffect, useLayoutEffect, useMemo } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { LastAnswers } from "../annotate/frames/LastAnswers.tsx"
import one from "../annotate/frames/oneByOne.module.css"
import { TaskColumn } from "../annotate/frames/TaskColumn.tsx"
import { TaskLines } from "../annotate/frames/TaskLines.tsx"
import { useModel, useStore, useTask, useTaskContext } from "../annotate/ui.ts"
import { countCommit } from "../canvas/counters.ts"
import { TaskIcon } from "../parts/icons.tsx"
import { HeardSide } from "./HeardSide.tsx"
import { Pane, preparePictures } from "./Pane.tsx"
import styles from "./pair.module.css"
import { type Side, shownAs, sidesOf } from "./sides.ts"
import { fitPair } from "./view.ts"

/** The next ones are decoded, and the earlier ones given back, once these are seen: both take the time that drawing them needs. */
const ONCE_SEEN_MS = 100

/** Two assets beside each other: which is better, by an arrow, and by how much, by a digit. */
export function PairFrame() {
  const shown = useStore((store) => store.looking?.sent ?? store.task?.lease ?? null)
  const ahead = useStore((store) => store.ahead)
  const sides = useMemo(() => shown && sidesOf(shown), [shown])
  useEffect(() => {
    if (sides) fitPair()
  }, [sides])
  useEffect(() => {
    if (!sides) return
    const next = ahead.slice(0, 1).flatMap((lease) => sidesOf(lease) ?? [])
    const wait = setTimeout(() => preparePictures(sides.filter(isPicture), next.filter(isPicture)), ONCE_SEEN_MS)
    return () => clearTimeout(wait)
  }, [sides, ahead])
  return (
    <>
      <main className={`${one.main} ${styles.main}`}>
        <Question />
        <div className={styles.over}>
          <div className={styles.two}>
            {sides && (
              <>
                <Card at={0} key={sides[0].which} side={sides[0]} />
                <Card at={1} key={sides[1].which} side={sides[1]} />
              </>
            )}
          </div>
          <Between />
          <TaskLines />
        </div>
        <LastAnswers />
      </main>
      <TaskColumn>
        <Much />
      </TaskColumn>
    </>
  )
}

const isPicture = ({ media }: Side) => !media.sound
const ACTS = ["pair.left", "pair.right"] as const
/** Where the two stand one above the other, as in `pair.module.css`. */
const NARROW = "(max-width: 720px)"

function useSaid() {
  return useTask(({ about, document }) => {
    const [id] = document.order
    return shownAs(about, (id && document.regions.get(id)?.label) ?? null)
  })
}

function Question() {
  const t = useT("pair")
  const language = useLanguage()
  const question = useTask((task) => task.ontology.answers?.question)
  const wasSent = useStore((store) => store.looking !== null)
  const oneKey = useTask(isOneKey)
  return (
    <div className={one.question}>
      <h1 dir="auto">{(question && inLanguage(question, language)) || t("asked")}</h1>
      {!wasSent && <span>{t(oneKey ? "howOne" : "howMuch")}</span>}
    </div>
  )
}

/** One of the two, with its key; the one that was said to be better has a frame and says so. */
function Card({ side, at }: { readonly side: Side; readonly at: 0 | 1 }) {
  const t = useT("pair")
  const { run } = useTaskContext()
  const isDisabled = useTask((task) => task.readOnly !== null)
  const isBetter = useSaid() === (at === 0 ? "left" : "right")
  const act = at === 0 ? ACTS[0] : ACTS[1]
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
  const name = t(isNarrow ? (at === 0 ? "upper" : "lower") : at === 0 ? "left" : "right")
  return (
    <section aria-label={name} className={styles.card} data-better={isBetter || undefined}>
      <button
        aria-label={t("better", { which: name })}
        aria-pressed={isBetter}
        className={styles.head}
        disabled={isDisabled}
        onClick={() => run(act)}
        type="button"
      >
        <Cap of={act} />
        <span className={styles.name}>{isBetter ? t("theBetter") : name}</span>
        {isBetter && <TaskIcon name="check" small />}
      </button>
      {side.media.sound ? (
        <HeardSide at={at} key={side.media.full} label={name} side={side} />
      ) : (
        <Pane label={name} onChoose={() => !isDisabled && run(act)} side={side} />
      )}
    </section>
  )
}

/** No difference, and neither: between the two, for they are about both. */
function Between() {
  const { run } = useTaskContext()
  const language = useLanguage()
  const model = useModel()
  const said = useSaid()
  const isDisabled = useTask((task) => task.readOnly !== null)
  return (
    <div className={styles.between}>
      {(["none", "neither"] as const).map((which) => {
        const label = model.labels.find(({ id }) => id === which)
        return (
          <button
            aria-pressed={said === which}
            className={styles.both}
            disabled={isDisabled}
            key={which}
            onClick={() => run(`pair.${which}`)}
            type="button"
          >
            {label && <span dir="auto">{inLanguage(label.name, language)}</span>}
            <Cap of={`pair.${which}`} />
          </button>
        )
      })}
    </div>
  )
}

/** By how much, where the project asks for it; and that it is an opinion. */
function Much() {
  const t = useT("pair")
  const language = useLanguage()
  const { run } = useTaskContext()
  const model = useModel()
  const said = useSaid()
  const chosen = useTask(({ document }) => {
    const [id] = document.order
    return id ? document.regions.get(id)?.attributes?.[HOW_MUCH] : undefined
  })
  const isDisabled = useTask((task) => task.readOnly !== null)
  const much = model.labels.flatMap(({ attributes }) => attributes).find(({ id }) => id === HOW_MUCH)
  const isOpen = (said === "left" || said === "right") && !isDisabled
  useLayoutEffect(countCommit)
  return (
    <section aria-label={t("column")} className={one.answers}>
      {much && (
        <>
          <div className={one.head}>
            <b dir="auto">{inLanguage(much.name, language)}</b>
            {!much.required && <span>{t("ifLiked")}</span>}
          </div>
          <div aria-label={inLanguage(much.name, language)} role="radiogroup">
            {much.options.slice(0, 3).map((option, at) => (
              <button
                aria-checked={chosen === option.id}
                className={one.answer}
                disabled={!isOpen}
                key={option.id}
                onClick={() => run("pair.much", at + 1)}
                role="radio"
                type="button"
              >
                <span aria-hidden="true" className={one.cap}>
                  {at + 1}
                </span>
                <span className={one.name} dir="auto">
                  {inLanguage(option.name, language)}
                </span>
                {chosen === option.id && <TaskIcon name="check" small />}
              </button>
            ))}
          </div>
        </>
      )}
      <p className={one.note}>{t("opinion")}</p>
    </section>
  )
}
