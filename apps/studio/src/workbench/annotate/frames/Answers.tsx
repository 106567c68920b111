import { inLanguage, isOpinion, type Label } from "@justesse/types"
import { useLayoutEffect } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap, useCap } from "../../../keys/Cap.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { TaskIcon } from "../../parts/icons.tsx"
import { toChosen } from "../chosen.ts"
import { keyOf } from "../model/labelKey.ts"
import { AttributeLine } from "../parts/column/AttributeLine.tsx"
import { LabelLegend } from "../parts/labels/Legend.tsx"
import { useKind, useModel, useTask, useTaskContext, useUi } from "../ui.ts"
import styles from "./oneByOne.module.css"
import { Why } from "./Why.tsx"

/** As many as fit at 1,280 × 600 beside the foot; the others are found by typing. */
const SHOWN = 12

/** The labels as answers: what was said is dark, what a model proposes has a broken ring. */
export function Answers() {
  const t = useT("oneByOne")
  const model = useModel()
  const { labels } = model
  const several = useTask((task) => task.ontology.answers?.several === true)
  const said = useTask((task) => task.document.order.length - task.proposed)
  const typing = useUi((snapshot) => snapshot.panel === "labels")
  useLayoutEffect(countCommit)
  return (
    <section aria-label={t("answers")} className={styles.answers}>
      <div className={styles.head}>
        <b>{t(isOpinion(model.kind) ? "opinion" : several ? "allThatApply" : "oneOfThese")}</b>
        {several && <span>{t("chosen", { count: said })}</span>}
      </div>
      <div aria-label={t("answers")} role={several ? "group" : "radiogroup"}>
        {labels.slice(0, SHOWN).map((label) => (
          <Answer key={label.id} label={label} several={several} />
        ))}
        {labels.length > SHOWN && <More />}
        {!isOpinion(model.kind) && <None several={several} />}
      </div>
      <Attributes />
      {isOpinion(model.kind) && <Why />}
      {isOpinion(model.kind) && <p className={styles.note}>{t("opinionNote")}</p>}
      {typing && <LabelLegend />}
    </section>
  )
}

function Answer({ label, several }: { readonly label: Label; readonly several: boolean }) {
  const language = useLanguage()
  const context = useTaskContext()
  const model = useModel()
  const kind = useKind()
  const t = useT("oneByOne")
  const id = useTask(
    ({ document }) => document.order.find((one) => document.regions.get(one)?.label === label.id) ?? null,
  )
  const isOpen = useTask(({ document }) => id !== null && document.regions.get(id)?.proposed === true)
  const isDisabled = useTask((task) => task.readOnly !== null)
  const isSaid = id !== null && !isOpen
  return (
    <button
      {...(several ? { "aria-pressed": isSaid } : { "aria-checked": isSaid, role: "radio" })}
      aria-label={isOpen ? t("isProposed", { name: inLanguage(label.name, language) }) : undefined}
      className={styles.answer}
      disabled={isDisabled}
      onClick={() => kind.choose?.(toChosen(context), model, label)}
      type="button"
    >
      <span aria-hidden="true" className={styles.cap}>
        {keyOf(model.labels, label).toUpperCase()}
      </span>
      <span className={styles.name} dir="auto">
        {inLanguage(label.name, language)}
      </span>
      {isOpen && (
        <>
          <Cap of="proposal.take" />
          <span aria-hidden="true" className={styles.open} />
        </>
      )}
      {isSaid && <TaskIcon name="check" small />}
    </button>
  )
}

function More() {
  const t = useT("task")
  const { run } = useTaskContext()
  return (
    <button className={styles.answer} onClick={() => run("label.type")} type="button">
      <Cap of="label.type" />
      <span className={styles.name}>{t("labels.more")}</span>
    </button>
  )
}

function None({ several }: { readonly several: boolean }) {
  const t = useT("oneByOne")
  const { run } = useTaskContext()
  const cap = useCap()
  const isSaid = useTask((task) => task.document.nothingHere)
  const isDisabled = useTask((task) => task.readOnly !== null)
  return (
    <button
      {...(several ? { "aria-pressed": isSaid } : { "aria-checked": isSaid, role: "radio" })}
      className={styles.answer}
      disabled={isDisabled}
      onClick={() => run("task.nothing")}
      type="button"
    >
      <span aria-hidden="true" className={styles.cap}>
        {cap("task.nothing")}
      </span>
      <span className={styles.name}>{t("none")}</span>
      {isSaid && <TaskIcon name="check" small />}
    </button>
  )
}

/** What is asked besides of the answer that was given last. */
function Attributes() {
  const model = useModel()
  const region = useTask(({ document, session }) =>
    session.selected === null ? undefined : document.regions.get(session.selected),
  )
  const label = model.label(region?.label ?? null)
  if (!region || !label) return null
  return label.attributes.map((attribute, at) => (
    <AttributeLine attribute={attribute} digit={at + 1} key={attribute.id} region={region} />
  ))
}
