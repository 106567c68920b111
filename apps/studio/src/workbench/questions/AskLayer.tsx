import { toImage } from "@justesse/editor"
import { type AssignmentId, MessageId, type Point, ThreadId } from "@justesse/types"
import { type MouseEvent, Suspense, useEffect, useRef, useState } from "react"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { lazyPart } from "../../shell/upgrade/lazyPart.tsx"
import { useWritten } from "../../ui/useWritten.ts"
import { useStore, useTaskContext, useUi } from "../annotate/ui.ts"
import styles from "../parts/frame.module.css"
import { Pin } from "./Pins.tsx"
import css from "./questions.module.css"
import { useAnswered } from "./useThreads.ts"

const loadComposer = () => import("./Composer.tsx")
const Composer = lazyPart(loadComposer, "Composer")

/** Over the picture while somebody asks: first the place, then the words beside it. What was written stays until it is sent. */
export function AskLayer() {
  const open = useUi((snapshot) => snapshot.panel === "ask")
  const assignmentId = useStore((snapshot) => (snapshot.looking ? null : (snapshot.task?.lease.assignmentId ?? null)))
  const forget = useForgetSent(assignmentId)
  return assignmentId && <Asking key={assignmentId} assignmentId={assignmentId} open={open} onAside={forget} />
}

/** A question that was put aside with its task is sent once another task is there: then what was written of it is forgotten. */
function useForgetSent(assignmentId: AssignmentId | null): () => void {
  const sent = useRef<{ readonly of: AssignmentId; readonly forget: () => void } | null>(null)
  const [, setText] = useWritten(askedOf(assignmentId))
  useEffect(() => {
    if (assignmentId === null || !sent.current || sent.current.of === assignmentId) return
    sent.current.forget()
    sent.current = null
  }, [assignmentId])
  return () => {
    if (assignmentId !== null) sent.current = { of: assignmentId, forget: () => setText("") }
  }
}

function askedOf(assignmentId: AssignmentId | null): string {
  return `ask.${assignmentId ?? ""}`
}

interface AskingProps {
  readonly assignmentId: AssignmentId
  readonly open: boolean
  /** It is on its way, with its task. */
  readonly onAside: () => void
}

function Asking({ assignmentId, open, onAside }: AskingProps) {
  const { engine } = useTaskContext()
  const answered = useAnswered()
  const [place, setPlace] = useState<{ readonly point: Point | null } | null>(null)
  const [text, setText] = useWritten(askedOf(assignmentId))
  // Made once for what is written: sent again after a failure, it is the same question.
  const [ids, setIds] = useState(freshIds)
  if (!open) return null
  // Not clear yet: the same question, at the same place.
  const point = answered ? answered.spot.point : place?.point
  if (!answered && place === null) {
    return <ChoosePlace onPlace={(screen) => setPlace({ point: screen && toImage(engine.view, screen) })} />
  }
  return (
    <>
      {point && <Pin point={point} text="?" />}
      <Suspense fallback={null}>
        <Composer
          assignmentId={assignmentId}
          point={point ?? null}
          threadId={answered?.threadId ?? ids.threadId}
          messageId={ids.messageId}
          again={answered !== null}
          text={text}
          onText={setText}
          onAside={onAside}
          onDone={() => {
            setIds(freshIds())
            setPlace(null)
            setText("")
          }}
        />
      </Suspense>
    </>
  )
}

function freshIds() {
  return { threadId: ThreadId.parse(randomUuid()), messageId: MessageId.parse(randomUuid()) }
}

/** The whole picture is one button: a click names the place, Enter the whole picture. */
function ChoosePlace({ onPlace }: { readonly onPlace: (screen: Point | null) => void }) {
  const t = useT("task")
  // What the words are written in comes while the place is chosen; where it does not, it is fetched once more then.
  useEffect(() => void loadComposer().catch(() => undefined), [])
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // A press of Enter or Space has no place.
    if (event.detail === 0) return onPlace(null)
    const box = event.currentTarget.getBoundingClientRect()
    onPlace({ x: event.clientX - box.left, y: event.clientY - box.top })
  }
  return (
    <button type="button" className={css.choose} aria-label={t("ask.choose")} onClick={press} ref={(it) => it?.focus()}>
      <span className={`${styles.hint} ${styles.through}`}>{t("ask.choose")}</span>
    </button>
  )
}
