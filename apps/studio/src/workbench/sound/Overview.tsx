import { isRead } from "@justesse/editor"
import { segmentsOf } from "@justesse/editor/sound/segments"
import { panView } from "@justesse/editor/sound/view"
import { type PointerEvent, useCallback, useMemo, useRef } from "react"
import { useT } from "../../i18n/useT.ts"
import { useTask } from "../annotate/ui.ts"
import { useShown, useSound } from "./context.ts"
import { drawOverview } from "./drawWave.ts"
import styles from "./page.module.css"
import { useCanvas } from "./useCanvas.ts"
import { useMoment } from "./useMoment.ts"

/** The whole recording in a strip; a press brings the wave there. */
export function Overview() {
  const t = useT("sound")
  const sound = useSound()
  const canvas = useRef<HTMLCanvasElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const levels = useShown((shown) => shown.levels)
  const view = useShown((shown) => shown.view)
  const document = useTask((task) => task.document)
  const { durationMs } = sound.recording
  const doneMs = useMemo(() => doneUntil(segmentsOf(document)), [document])
  useCanvas(
    canvas,
    useCallback(
      (ctx, size) => drawOverview(ctx, { levels, durationMs, view, doneMs }, size),
      [levels, durationMs, view, doneMs],
    ),
  )
  useMoment(
    sound.player,
    useCallback(
      (ms: number) => {
        const { current } = head
        const x = (ms / durationMs) * (current?.parentElement?.clientWidth ?? 0)
        if (current) current.style.transform = `translateX(${x}px)`
      },
      [durationMs],
    ),
  )
  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const ms = ((event.clientX - left) / width) * durationMs
    const { view: now } = sound.shown
    sound.show({ view: panView(now, ms - (now.fromMs + now.toMs) / 2, durationMs) })
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId)
    if (!sound.player.view.getState().playing) sound.player.seek(ms)
  }
  return (
    <div className={styles.overview} onPointerDown={goTo} onPointerMove={goTo} title={t("overview")}>
      <canvas aria-hidden="true" ref={canvas} />
      <div className={styles.overviewHead} ref={head} />
    </div>
  )
}

/** Up to where all that is there is written down. */
function doneUntil(segments: ReturnType<typeof segmentsOf>): number {
  const open = segments.find(({ region }) => region.proposed || !isRead(region.transcript))
  return open ? open.startMs : (segments.at(-1)?.endMs ?? 0)
}
