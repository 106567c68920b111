import type { UnsentAct } from "@justesse/editor"
import { useEffect, useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { useFormat } from "../../../locale/useFormat.ts"
import { pictureOf } from "../../../offline/pictures.ts"
import { saveFile } from "../../../ui/saveFile.ts"
import { TaskIcon } from "../../parts/icons.tsx"
import styles from "../../parts/waiting/drawer.module.css"
import { DecisionRows } from "../../parts/waiting/Rows.tsx"
import { useDecisions } from "../../parts/waiting/useDecisions.ts"
import { useSending, useTaskContext } from "../ui.ts"

/** So many acts are listed; of the others the number is said. */
const LISTED = 4

/** What waits on this computer, in its order; when it goes; and a copy of it as a file. */
export function Drawer() {
  const t = useT("offline")
  const { ui } = useTaskContext()
  const acts = useSending((now) => now.acts)
  const extra = useSending((now) => now.extra)
  const waiting = acts.filter((act) => act.refused === null)
  const refused = acts.length - waiting.length
  const count = waiting.length
  const decisions = useDecisions().rows.length
  const shown = acts.slice(0, LISTED)
  return (
    <section aria-label={t("state.open")} className={styles.drawer}>
      <header className={styles.head}>
        <b>{count > 0 || refused === 0 ? t("drawer.title", { count }) : t("state.refused", { count: refused })}</b>
        <button className={styles.quiet} onClick={() => ui.setState({ panel: null })} type="button">
          {t("drawer.close")} <Cap of="escape" />
        </button>
      </header>
      {(count > 0 || refused === 0) && <p className={styles.text}>{t(count > 0 ? "drawer.text" : "drawer.none")}</p>}
      {refused > 0 && <p className={styles.text}>{t("drawer.refusedText")}</p>}
      {extra > 0 && <p className={styles.text}>{t("drawer.extra", { count: extra })}</p>}
      {acts.length > 0 && (
        <ol className={styles.list}>
          {shown.map((act) => (
            <Row act={act} isFirst={act === waiting[0]} key={act.at} />
          ))}
        </ol>
      )}
      {acts.length > LISTED && <p className={styles.more}>{t("drawer.more", { count: acts.length - LISTED })}</p>}
      {decisions > 0 && <p className={styles.text}>{t("decisions.title", { count: decisions })}</p>}
      <DecisionRows />
      <Acts acts={acts} isWaiting={count > 0} />
    </section>
  )
}

function Row({ act, isFirst }: { act: UnsentAct; isFirst: boolean }) {
  const t = useT("offline")
  const format = useFormat()
  const going = useSending((now) => now.going?.at === act.at)
  const picture = useThumbnail(act)
  const time = format.time(act.at)
  const state = going ? "going" : isFirst ? "first" : "waits"
  return (
    <li className={styles.row}>
      <span className={styles.picture}>{picture && <img alt="" src={picture} />}</span>
      <span className={styles.what}>
        <span>{useTitle(act)}</span>
        <span className={styles.when}>
          {isFirst ? t("drawer.sentAt", { time }) : time}
          {act.refused !== null && (
            <span className={styles.first}>
              {" · "}
              {t(act.refused === "already_submitted" ? "drawer.answered" : "drawer.refused")}
            </span>
          )}
        </span>
      </span>
      {act.refused === null ? (
        <span className={state === "waits" ? styles.waits : styles.first}>{t(`drawer.${state}`)}</span>
      ) : (
        <Reopen act={act} />
      )}
    </li>
  )
}

/** What was not accepted comes back into the hand as it was, and is sent no more. */
function Reopen({ act }: { act: UnsentAct }) {
  const t = useT("offline")
  const { store, ui } = useTaskContext()
  const open = () => {
    ui.setState({ panel: null })
    store.dispatch({ type: "reopenRefused", assignmentId: act.assignmentId })
  }
  return (
    <button className={styles.again} onClick={open} type="button">
      {t("drawer.back")}
    </button>
  )
}

function useTitle({ call, projectName: project }: UnsentAct): string {
  const t = useT("offline")
  if (call.type === "submit") return t("drawer.regions", { project, count: call.submission.body.regions.length })
  return t(call.type === "skip" ? "drawer.skipped" : "drawer.asked", { project })
}

/** The kept thumbnail of a task, as long as it is shown. */
function useThumbnail({ lease }: UnsentAct): string | null {
  const [address, setAddress] = useState<string | null>(null)
  const url = lease?.media.thumbnail
  useEffect(() => {
    let made: string | null = null
    let isShown = true
    if (url)
      void pictureOf(url).then((blob) => {
        if (!blob || !isShown) return
        made = URL.createObjectURL(blob)
        setAddress(made)
      })
    return () => {
      isShown = false
      if (made) URL.revokeObjectURL(made)
    }
  }, [url])
  return address
}

function Acts({ acts, isWaiting }: { acts: readonly UnsentAct[]; isWaiting: boolean }) {
  const t = useT("offline")
  const format = useFormat()
  const { store, sender } = useTaskContext()
  const againAtMs = useSending((now) => now.againAtMs)
  const seconds = useSecondsUntil(againAtMs)
  const copy = () => {
    const draft = store.model?.draftNow().body ?? null
    const assignmentId = store.snapshot.task?.lease.assignmentId ?? null
    const text = JSON.stringify({ acts, inHand: { assignmentId, draft } }, null, 2)
    saveFile("justesse-answers.json", "application/json", text)
  }
  return (
    <footer className={styles.acts}>
      {isWaiting && (
        <button className={styles.again} onClick={() => void sender.drain()} type="button">
          <TaskIcon name="redo" /> {t("drawer.again")}
        </button>
      )}
      {seconds !== null && (
        <span className={styles.when}>{t("drawer.againIn", { time: format.exactly(seconds) })}</span>
      )}
      <button className={styles.copy} onClick={copy} type="button">
        <TaskIcon name="down" /> {t("drawer.copy")}
      </button>
    </footer>
  )
}

/** Whole seconds until a moment, counted down; null where there is none. */
function useSecondsUntil(atMs: number | null): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (atMs === null) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [atMs])
  return atMs === null ? null : Math.max(0, Math.ceil((atMs - now) / 1_000))
}
