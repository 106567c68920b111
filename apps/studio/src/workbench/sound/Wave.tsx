import { gripAt, reachOf, snapped } from "@justesse/editor/sound/borders"
import { type Border, type Segment, segmentsOf } from "@justesse/editor/sound/segments"
import { msAt, panView, xOf } from "@justesse/editor/sound/view"
import { type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { newRegionId } from "../annotate/model/ids.ts"
import { useModel, useTask } from "../annotate/ui.ts"
import { useShown, useSound } from "./context.ts"
import { drawWave, laneBox, type WaveSizes } from "./drawWave.ts"
import styles from "./page.module.css"
import { speakerColor } from "./speakers.ts"
import { momentText } from "./times.ts"
import { useCanvas } from "./useCanvas.ts"
import { setText, useMoment } from "./useMoment.ts"

const RULER_PX = 18
/** A border so near to another one goes to it. */
const SNAP_PX = 6
/** A press that moves further draws. */
const DRAG_PX = 4
const WHEEL = 1.25
/** Lanes are lower where the window is, or where many speak. */
const LOW_WINDOW_PX = 700

type Drag =
  | { readonly does: "press"; readonly fromX: number; readonly fromMs: number }
  | { readonly does: "draw"; readonly fromMs: number }
  | { readonly does: "border"; readonly segment: Segment; readonly border: Border; readonly toMs: number }

/** The wave with its ruler and a lane for each speaker. All of it can be done by keys, and the texts below tell the same. */
export function Wave() {
  const t = useT("sound")
  const language = useLanguage()
  const sound = useSound()
  const model = useModel()
  const canvas = useRef<HTMLCanvasElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const headTime = useRef<HTMLSpanElement>(null)
  const document = useTask((task) => task.document)
  const selected = useTask((task) => task.session.selected)
  const hand = useShown((shown) => shown.hand)
  const view = useShown((shown) => shown.view)
  const levels = useShown((shown) => shown.levels)
  const isBlind = useShown((shown) => shown.isBlind)
  const drawn = useShown((shown) => shown.drawing)
  const [drag, setDrag] = useState<Drag | null>(null)
  const sizes = useSizes(hand.speakers.length)
  const box = useRef<HTMLDivElement>(null)
  const height = sizes.ruler + sizes.wave + sizes.lane * hand.speakers.length + 10
  useLayoutEffect(() => {
    if (box.current) box.current.style.height = `${height}px`
  }, [height])
  const { durationMs } = sound.recording
  const segments = useMemo(() => segmentsOf(document), [document])
  const numbers = useMemo(() => new Map(segments.map(({ id }, i) => [id, i + 1])), [segments])
  const shown = useMemo(() => (drag?.does === "border" ? withBorder(segments, drag) : segments), [segments, drag])

  const draw = useCallback(
    (ctx: CanvasRenderingContext2D, size: { width: number; height: number }) =>
      drawWave(
        ctx,
        {
          ...{ view, levels, durationMs, selected, drawing: drawn, segments: shown },
          border: hand.border,
          speakers: hand.speakers,
          colorOf: (speaker) => speakerColor(hand.speakers, speaker),
          numberOf: ({ id }) => numbers.get(id) ?? 0,
          timeText: (ms, stepMs) => momentText(ms, stepMs < 100 ? 2 : stepMs < 1_000 ? 1 : 0, language),
          twoSpeak: t("twoSpeak"),
        },
        { ...sizes, width: size.width },
      ),
    [view, levels, durationMs, selected, drawn, shown, hand, numbers, language, t, sizes],
  )
  useCanvas(canvas, draw)

  const wasSeen = useRef(true)
  const showHead = useCallback(
    (ms: number) => {
      const playing = sound.player.view.getState().playing
      // The wave leafs on when the sound leaves it; somebody who looks elsewhere meanwhile is left there.
      if (playing && wasSeen.current) sound.follow()
      const { view: now, hand: held } = sound.shown
      wasSeen.current = now.fromMs <= ms && ms < now.toMs
      const { beganMs } = held
      if (beganMs !== null) sound.show({ drawing: { startMs: Math.min(beganMs, ms), endMs: Math.max(beganMs, ms) } })
      const element = head.current
      const width = element?.parentElement?.clientWidth ?? 0
      if (!element) return
      const x = xOf(now, ms, width)
      element.style.transform = `translateX(${x}px)`
      element.hidden = x < -1 || x > width
      element.dataset.side = x > width - 80 ? "left" : "right"
      setText(headTime.current, momentText(ms, 2, language))
    },
    [sound, language],
  )
  useMoment(sound.player, showHead)
  useLayoutEffect(() => {
    const { nowMs } = sound.player
    wasSeen.current = view.fromMs <= nowMs && nowMs < view.toMs
    showHead(nowMs)
  }, [showHead, sound, view])
  useWheel(canvas, sound)
  useEffect(() => {
    const { current } = box
    // Whoever writes goes through the sound with the caret in the text.
    const keepCaret = (event: MouseEvent) => model.snapshot.visit !== null && event.preventDefault()
    current?.addEventListener("mousedown", keepCaret)
    return () => current?.removeEventListener("mousedown", keepCaret)
  }, [model])

  const pointOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width }
  }
  const moments = (except: Segment) =>
    segments.filter(({ id }) => id !== except.id).flatMap(({ startMs, endMs }) => [startMs, endMs])

  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    const { x, y, width } = pointOf(event)
    event.currentTarget.setPointerCapture(event.pointerId)
    const inHand = sound.selected
    const border = inHand && model.editable ? gripAt(inHand, x, (ms) => xOf(view, ms, width)) : null
    if (inHand && border)
      return setDrag({
        does: "border",
        segment: inHand,
        border,
        toMs: border === "start" ? inHand.startMs : inHand.endMs,
      })
    const hit = segmentUnder(segments, hand.speakers, { x, y }, { view, sizes: { ...sizes, width } })
    if (hit) return sound.choose(hit.id, { writes: model.snapshot.writing })
    setDrag({ does: "press", fromX: x, fromMs: msAt(view, x, width) })
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const { x, width } = pointOf(event)
    if (!drag) {
      const inHand = sound.selected
      const isOnBorder = inHand && model.editable && gripAt(inHand, x, (ms) => xOf(view, ms, width)) !== null
      event.currentTarget.style.cursor = isOnBorder ? "ew-resize" : ""
      return
    }
    const ms = Math.min(durationMs, Math.max(0, msAt(view, x, width)))
    const near = (SNAP_PX / width) * (view.toMs - view.fromMs)
    if (drag.does === "border") {
      const { fromMs, toMs } = reachOf(document, drag.segment, drag.border, durationMs)
      const to = Math.min(toMs, Math.max(fromMs, snapped(ms, moments(drag.segment), near)))
      return setDrag({ ...drag, toMs: Math.round(to) })
    }
    if (drag.does === "press") {
      if (Math.abs(x - drag.fromX) <= DRAG_PX || !model.editable) return
      setDrag({ does: "draw", fromMs: drag.fromMs })
    }
    sound.show({ drawing: { startMs: Math.min(drag.fromMs, ms), endMs: Math.max(drag.fromMs, ms) } })
  }
  const release = () => {
    setDrag(null)
    if (drag?.does === "press") sound.player.seek(drag.fromMs)
    if (drag?.does === "border") sound.act({ act: "drag", id: drag.segment.id, border: drag.border, toMs: drag.toMs })
    const { drawing } = sound.shown
    if (drag?.does !== "draw" || !drawing) return
    sound.show({ drawing: null })
    sound.act({ act: "draw", id: newRegionId(), ...drawing })
  }
  const cancel = () => {
    setDrag(null)
    sound.show({ drawing: null })
  }
  return (
    <div
      className={styles.wave}
      onPointerCancel={cancel}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      ref={box}
      tabIndex={-1}
      data-sound-wave
    >
      <canvas aria-hidden="true" ref={canvas} />
      <div className={styles.head} ref={head}>
        <span ref={headTime} />
      </div>
      {isBlind && (
        <div className={styles.blind} role="status">
          {t("peaks.failed")}
          <button onClick={() => sound.fetchPeaks()} type="button">
            {t("peaks.again")}
          </button>
        </div>
      )}
      {!levels && !isBlind && (
        <div className={styles.blind} role="status">
          {t("peaks.coming")} <span>{t("peaks.meanwhile")}</span>
        </div>
      )}
    </div>
  )
}

function withBorder(
  segments: readonly Segment[],
  { segment, border, toMs }: Extract<Drag, { does: "border" }>,
): Segment[] {
  return segments.map((one) => {
    if (one.id !== segment.id) return one
    return border === "start" ? { ...one, startMs: toMs } : { ...one, endMs: toMs }
  })
}

function segmentUnder(
  segments: readonly Segment[],
  speakers: readonly string[],
  { x, y }: { readonly x: number; readonly y: number },
  { view, sizes }: { readonly view: { fromMs: number; toMs: number }; readonly sizes: WaveSizes },
): Segment | null {
  const hit = segments.filter((segment) => {
    const box = laneBox(segment, speakers.indexOf(segment.speaker), view, sizes)
    return box.x <= x && x <= box.x + box.width && box.y <= y && y <= box.y + box.height
  })
  return hit.at(-1) ?? null
}

/** The wheel zooms at the pointer; with Shift, or sideways, it goes along. */
function useWheel(canvas: { readonly current: HTMLElement | null }, sound: ReturnType<typeof useSound>): void {
  useEffect(() => {
    const box = canvas.current?.parentElement
    if (!box) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { left, width } = box.getBoundingClientRect()
      const { view } = sound.shown
      const { durationMs } = sound.recording
      const sideways = event.shiftKey ? event.deltaY : event.deltaX
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
        return sound.show({ view: panView(view, (sideways / width) * (view.toMs - view.fromMs), durationMs) })
      sound.zoom(event.deltaY < 0 ? WHEEL : 1 / WHEEL, msAt(view, event.clientX - left, width))
    }
    box.addEventListener("wheel", onWheel, { passive: false })
    return () => box.removeEventListener("wheel", onWheel)
  }, [canvas, sound])
}

function useSizes(speakers: number): Omit<WaveSizes, "width"> {
  const [isLow, setLow] = useState(() => window.innerHeight < LOW_WINDOW_PX)
  useEffect(() => {
    const look = () => setLow(window.innerHeight < LOW_WINDOW_PX)
    window.addEventListener("resize", look)
    return () => window.removeEventListener("resize", look)
  }, [])
  return useMemo(() => {
    const lane = speakers > 5 ? 18 : isLow ? 22 : 28
    return { ruler: RULER_PX, wave: isLow ? 76 : 132, lane }
  }, [isLow, speakers])
}
