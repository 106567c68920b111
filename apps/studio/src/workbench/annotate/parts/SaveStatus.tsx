import { isStrokeKept, savingStatus } from "@justesse/editor"
import { Suspense, useEffect, useLayoutEffect } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { newVersion } from "../../../shell/store.ts"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import { countCommit } from "../../canvas/counters.ts"
import { StatusWord } from "../../parts/Bar.tsx"
import styles from "../../parts/frame.module.css"
import { savingWordOf } from "../model/savingWord.ts"
import { togglePanel, useSending, useStore, useTask, useTaskContext, useUi } from "../ui.ts"

const loadDrawer = () => import("./Drawer.tsx")
const Drawer = lazyPart(loadDrawer, "Drawer")
/** What waits is asked for most without a network: it comes once the page stands. */
const DRAWER_AFTER_MS = 3_000

/** Where the newest stroke is and what waits to be sent, in words; what can only be looked at says so. */
export function SaveStatusLine() {
  const t = useT("task")
  const format = useFormat()
  useLayoutEffect(countCommit)
  const readOnly = useTask((task) => task.readOnly)
  const sentAtMs = useStore((store) => store.looking?.sent.sentAtMs ?? null)
  const wasSkipped = useStore((store) => store.looking?.sent.state === "skipped")
  if (sentAtMs !== null) {
    const when = format.dateTime(sentAtMs)
    return <StatusWord icon="eye" text={t(wasSkipped ? "state.skipped" : "state.sent", { when })} />
  }
  if (readOnly === "other_tab") return <StatusWord icon="tabs" need text={t("state.otherTab")} />
  if (readOnly === "taken_over") return <StatusWord icon="lock" need text={t("state.takenOver")} />
  return <OfWork />
}

/** The state of what one does here; a click opens what waits. */
function OfWork() {
  const t = useT("offline")
  const { ui } = useTaskContext()
  const open = useUi((snapshot) => snapshot.panel === "waiting")
  useEffect(() => {
    const timer = setTimeout(() => void loadDrawer().catch(() => undefined), DRAWER_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <button
        aria-expanded={open}
        className={styles.stateButton}
        onClick={() => togglePanel(ui, "waiting")}
        title={t("state.open")}
        type="button"
      >
        <Word />
      </button>
      {open && (
        <Suspense fallback={null}>
          <Drawer />
        </Suspense>
      )}
    </>
  )
}

function Word() {
  const t = useT("task")
  const offline = useT("offline")
  const status = useStore((store) => savingStatus(store.task))
  const isKept = useStore((store) => isStrokeKept(store.task))
  const sending = useStore((store) => store.leaving !== null)
  const count = useSending(({ acts }) => acts.filter((act) => act.refused === null).length)
  const refused = useSending(({ acts }) => acts.length) - count
  const trouble = useSending((now) => now.trouble)
  const done = useSending((now) => now.done)
  const extra = useSending((now) => now.extra)
  const isOld = useZustand(newVersion)
  const word = savingWordOf({
    status,
    isKept,
    trouble,
    waiting: count,
    refused,
    done,
    extra,
    isLeaving: sending,
    isOld,
  })
  switch (word) {
    case "signedOut":
      return <StatusWord icon="lock" need text={offline("state.signedOut")} />
    case "waiting":
      return <StatusWord icon="net" need text={offline("state.waiting", { count })} />
    case "sendingMany": {
      const text = offline("state.sending", { number: done + 1, count: done + count })
      return <StatusWord icon="direction" text={text} />
    }
    case "refused":
      return <StatusWord icon="net" need text={offline("state.refused", { count: refused })} />
    case "extra":
      return <StatusWord icon="check" text={offline("state.extra", { count: extra })} />
    case "newVersion":
      return <StatusWord icon="direction" text={offline("state.newVersion")} />
    case "here":
      return <StatusWord icon="home" need text={offline("state.here")} />
    default:
      return <StatusWord icon={word === "saving" ? "pen" : "check"} text={t(`state.${word}`)} />
  }
}
