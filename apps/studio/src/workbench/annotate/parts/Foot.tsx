import { mustDecide } from "@justesse/editor"
import { isOpinion } from "@justesse/types"
import { Suspense, useLayoutEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap, useCap } from "../../../keys/Cap.tsx"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { Foot } from "../../parts/Foot.tsx"
import styles from "../../parts/frame.module.css"
import { skipFor } from "../runCommand.ts"
import { togglePanel, useKind, useModel, useStore, useTask, useTaskContext, useUi } from "../ui.ts"

const Reasons = lazyPart(() => import("./leaving/Reasons.tsx"), "Reasons")
const SelfCheck = lazyPart(() => import("./SelfCheck.tsx"), "SelfCheck")

/** What ends a task: skip, nothing here, submit and next. Looking back: revise, or back to the task in hand. */
export function TaskFoot() {
  const looking = useStore((store) => store.looking !== null)
  return looking ? <FootOfSent /> : <FootOfTask />
}

function FootOfTask() {
  const t = useT("task")
  const { run, ui, store, practice } = useTaskContext()
  const nothing = useTask((task) => task.document.nothingHere)
  const any = useTask((task) => task.document.order.length > task.proposed)
  const model = useModel()
  const writes = useTask((task) => task.session.tool === "text") || model.isTyped || model.asksFields
  const isAsked = useStore(({ task }) => task !== null && mustDecide(task))
  // "None of these" stands among the answers there, and one key is an answer.
  const { keys, nothingKey, Note } = useKind()
  const isOneByOne = keys.scope === "oneByOne" || keys.scope === "pair"
  const isOneKey = useTask(
    (task) =>
      isOneByOne && !isOpinion(task.kind) && !task.ontology.answers?.several && task.document.order.length === 0,
  )
  const undecided = useTask((task) => (isAsked ? task.proposed : 0))
  const elsewhere = useTask((task) => task.readOnly === "other_tab" || task.readOnly === "taken_over")
  const readOnly = useTask((task) => task.readOnly !== null)
  const isAnswered = useUi((snapshot) => snapshot.answered !== null)
  const sending = useStore((store) => store.leaving !== null)
  const capOf = useCap()
  useLayoutEffect(countCommit)
  const skipping = useUi(({ panel }) => panel === "skip" || panel === "content")
  const guideline = useStore((store) => store.task?.guide.guideline ?? "")
  const revision = useStore((store) => store.task?.lease.nextRevision ?? 1)
  return (
    <Foot
      label={t("foot.title")}
      main={
        elsewhere
          ? { text: t("hint.workHere"), onClick: () => store.act("takeOver") }
          : {
              text:
                undecided > 0
                  ? t("foot.look", { count: undecided })
                  : t(revision > 1 ? "foot.resubmit" : "foot.submit"),
              cap: capOf(writes ? "task.submitAnywhere" : "task.submit"),
              disabled: readOnly || sending,
              isQuiet: isAnswered || isOneKey,
              onClick: () => run("task.submitAnywhere"),
            }
      }
    >
      {skipping && (
        <Suspense>
          <Reasons onSkip={(reason) => skipFor({ ui, store }, reason)} />
        </Suspense>
      )}
      {guideline.includes("- [ ]") && (
        <Suspense>
          <SelfCheck guideline={guideline} />
        </Suspense>
      )}
      <div className={styles.line1}>
        <button
          aria-expanded={skipping}
          className={styles.g}
          disabled={readOnly}
          onClick={() => togglePanel(ui, "skip")}
          type="button"
        >
          {t("foot.skip")} <Cap of="task.skip" />
        </button>
        {!practice && (
          <button className={styles.g} disabled={readOnly} onClick={() => run("task.ask")} type="button">
            {t("foot.ask")} <Cap of="task.ask" />
          </button>
        )}
        {Note ? (
          <Note />
        ) : (
          !isOneByOne && (
            <button
              aria-pressed={nothing}
              className={any ? `${styles.g} ${styles.off}` : styles.g}
              disabled={readOnly}
              onClick={() => run("task.nothing")}
              type="button"
            >
              {t(nothingKey ?? "foot.nothing")} <Cap of="task.nothing" />
            </button>
          )
        )}
      </div>
    </Foot>
  )
}

function FootOfSent() {
  const t = useT("task")
  const { store } = useTaskContext()
  const revisable = useStore((snapshot) => snapshot.looking?.sent.revisable === true)
  const state = useStore((snapshot) => snapshot.looking?.sent.state ?? "sent")
  return (
    <Foot
      label={t("foot.title")}
      main={
        revisable || state === "skipped"
          ? { text: t(state === "skipped" ? "foot.takeUp" : "foot.revise"), onClick: () => store.act("revise") }
          : { text: t("foot.decided"), disabled: true }
      }
    >
      <span className={styles.note}>{t(`fate.${state}`)}</span>
      <div className={styles.line1}>
        <button className={styles.g} onClick={() => store.act("lookForward")} type="button">
          {t("foot.backToTask")} <Cap of="escape" />
        </button>
      </div>
    </Foot>
  )
}
