import { gripAt, withBorder } from "@justesse/editor/sound/borders"
import type { Levels } from "@justesse/editor/sound/levels"
import { playSegment } from "@justesse/editor/sound/playing"
import type { Border } from "@justesse/editor/sound/segments"
import { msAt, xOf } from "@justesse/editor/sound/view"
import { alignWords } from "@justesse/editor/sound/words"
import type { Disagreement, TextMark } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useStore } from "zustand"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import frame from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { inkOf, PROPOSED_INK } from "../../review/draw/people.ts"
import { type AnswerRow, answerRows, leadingRow, textOf } from "../../review/model/answers.ts"
import { marksOfWords } from "../../review/model/marks.ts"
import { OwnText } from "../../review/parts/OwnText.tsx"
import { Sign } from "../../review/parts/Sign.tsx"
import { Line } from "../../review/parts/States.tsx"
import { useReview, useReviewState, useUiState } from "../../review/ui.ts"
import { Player } from "../player.ts"
import { readLevels } from "../readLevels.ts"
import { lengthText, momentText, speedText } from "../times.ts"
import { useCanvas } from "../useCanvas.ts"
import { setText, useMoment } from "../useMoment.ts"
import { drawDifference, LANE_PX, RULER_PX, WAVE_PX } from "./drawDifference.ts"
import styles from "./middle.module.css"
import { AROUND_MS, apartIn, cutsAfter, piecesOf, spanOf, spanOfAll } from "./spans.ts"

/** A difference of a recording: its place is heard once by itself, the answers lie in lanes, their words one under the other. */
export function Middle() {
  const t = useT("sound")
  const task = useReviewState((state) => state.task)
  const { store } = useReview()
  useReviewState((state) => state.now)
  const { difference } = store
  return (
    <main aria-label={t("review.title")} className={styles.middle}>
      {task && difference && <Heard difference={difference} key={difference.id} task={task} />}
      <Line />
    </main>
  )
}

/** What a reviewer makes of a difference. */
const OWN_INK = { color: "#f1f1ef", dash: [] } as const

interface HeardProps {
  readonly task: ReviewTask
  readonly difference: Disagreement
}

function Heard({ task, difference }: HeardProps) {
  const rows = useMemo(() => answerRows(difference), [difference])
  const place = useMemo(() => spanOfAll(rows.flatMap((row) => spanOf(row) ?? [])), [rows])
  const { sound, full } = task.media
  const [player] = useState(() => new Player(sound?.durationMs ?? 0))
  const listens = useUiState((ui) => ui.listens)
  const repeats = useUiState((ui) => ui.repeats)
  useEffect(() => {
    player.load(full)
    return () => player.close()
  }, [player, full])
  // By itself once, and again when it is asked for.
  useEffect(() => {
    player.setRepeats(repeats)
    player.play({ ...playSegment(place, repeats, AROUND_MS), untilMs: place.endMs + AROUND_MS })
  }, [player, place, repeats, listens])
  return (
    <>
      <Picture player={player} place={place} rows={rows} task={task} />
      <Bar player={player} />
      <Words rows={rows} />
    </>
  )
}

interface PictureProps {
  readonly task: ReviewTask
  readonly rows: readonly AnswerRow[]
  readonly place: { readonly startMs: number; readonly endMs: number }
  readonly player: Player
}

function Picture({ task, rows, place, player }: PictureProps) {
  const t = useT("sound")
  const language = useLanguage()
  const canvas = useRef<HTMLCanvasElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const [levels, setLevels] = useState<readonly Levels[] | null>(null)
  const peaks = task.media.sound?.peaks
  useEffect(() => {
    if (!peaks) return
    const stop = new AbortController()
    readLevels(fetch(peaks, { signal: stop.signal }), setLevels).catch(() => {})
    return () => stop.abort()
  }, [peaks])
  const view = useMemo(() => {
    const around = Math.max(AROUND_MS, (place.endMs - place.startMs) * 0.35)
    return { fromMs: Math.max(0, place.startMs - around), toMs: place.endMs + around }
  }, [place])
  const edit = useUiState((ui) => ui.edit)
  const border = useUiState((ui) => ui.border)
  const own = edit?.geometry.type === "span" ? edit.geometry : null
  const ownText = edit?.transcript?.value ?? ""
  const answers = useMemo(
    () =>
      rows.flatMap((row) => {
        const drawn = { pieces: piecesOf(row) }
        const own = row.letters.map((sign) => ({ ...drawn, ...inkOf({ ...row, letters: [sign] }), sign }))
        return row.proposed ? [{ ...drawn, ...PROPOSED_INK, sign: "∑" }, ...own] : own
      }),
    [rows],
  )
  // What the reviewer makes of it lies under the answers.
  const lanes = useMemo(
    () => (own ? [...answers, { ...OWN_INK, sign: "=", pieces: [{ span: own, text: ownText }] }] : answers),
    [answers, own, ownText],
  )
  const height = RULER_PX + WAVE_PX + LANE_PX * lanes.length + 8
  useLayoutEffect(() => {
    if (box.current) box.current.style.height = `${height}px`
  }, [height])
  const draw = useCallback(
    (ctx: CanvasRenderingContext2D, { width }: { width: number }) => {
      const apart = apartIn(rows.flatMap((row) => spanOf(row) ?? [])).map((one) => ({
        ...one,
        text: t("review.apart", { seconds: lengthText(one.toMs - one.fromMs, language) }),
      }))
      const timeText = (ms: number, stepMs: number) => momentText(ms, stepMs < 1_000 ? 1 : 0, language)
      drawDifference(ctx, { view, levels, place, lanes, apart, timeText, own: own && { span: own, border } }, width)
    },
    [view, levels, place, lanes, rows, own, border, t, language],
  )
  useCanvas(canvas, draw)
  useMoment(
    player,
    useCallback(
      (ms: number) => {
        const width = box.current?.clientWidth ?? 0
        if (head.current) head.current.style.transform = `translateX(${xOf(view, ms, width)}px)`
      },
      [view],
    ),
  )
  const { ui } = useReview()
  const pull = useRef<Border | null>(null)
  const durationMs = task.media.sound?.durationMs ?? 0
  const at = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - left, width, ms: msAt(view, event.clientX - left, width) }
  }
  return (
    <div
      className={styles.wave}
      onPointerCancel={() => {
        pull.current = null
      }}
      onPointerDown={(event) => {
        const { x, width, ms } = at(event)
        const near = own && gripAt(own, x, (moment) => xOf(view, moment, width))
        if (!near) return player.seek(ms)
        event.currentTarget.setPointerCapture(event.pointerId)
        pull.current = near
        ui.setState({ border: near })
      }}
      onPointerMove={(event) => {
        const { x, width, ms } = at(event)
        const isNear = own !== null && gripAt(own, x, (moment) => xOf(view, moment, width)) !== null
        event.currentTarget.style.cursor = isNear || pull.current ? "ew-resize" : ""
        if (!pull.current || !edit || !own) return
        const moved = withBorder(own, pull.current, ms, durationMs)
        ui.setState({ edit: { ...edit, geometry: { type: "span", ...moved } } })
      }}
      onPointerUp={() => {
        pull.current = null
      }}
      ref={box}
    >
      <canvas aria-hidden="true" ref={canvas} />
      <div className={styles.head} ref={head} />
    </div>
  )
}

function Bar({ player }: { readonly player: Player }) {
  const t = useT("sound")
  const language = useLanguage()
  const { run } = useReview()
  const playing = useStore(player.view, (heard) => heard.playing)
  const speed = useStore(player.view, (heard) => heard.speed)
  const trouble = useStore(player.view, (heard) => heard.trouble)
  const repeats = useUiState((ui) => ui.repeats)
  const moment = useRef<HTMLElement>(null)
  useMoment(
    player,
    useCallback(
      (ms: number) => {
        setText(moment.current, momentText(ms, 2, language))
      },
      [language],
    ),
  )
  return (
    <div className={styles.bar}>
      <button
        aria-label={t(playing ? "play.stop" : "play.start")}
        className={styles.play}
        onClick={() => player.toggle()}
        type="button"
      >
        <TaskIcon name={playing ? "pause" : "play"} />
      </button>
      <b ref={moment} />
      <button className={styles.g} onClick={() => run("review.listen")} type="button">
        <TaskIcon name="again" />
        {t("review.again")} <Cap of="review.listen" />
      </button>
      <button aria-pressed={repeats} className={styles.g} onClick={() => run("review.flip")} type="button">
        <TaskIcon name="repeat" />
        {t("review.repeat")} <Cap of="review.flip" />
      </button>
      <button aria-label={t("play.slower")} className={styles.g} onClick={() => player.changeSpeed(-1)} type="button">
        −
      </button>
      <output aria-label={t("play.speed")}>{speedText(speed, language)}×</output>
      <button aria-label={t("play.faster")} className={styles.g} onClick={() => player.changeSpeed(1)} type="button">
        +
      </button>
      <span className={frame.grow} />
      <span className={`${frame.dim} ${frame.sm}`}>{trouble ? t(`trouble.${trouble}`) : t("review.around")}</span>
    </div>
  )
}

const MARKS: Readonly<Record<TextMark, string | undefined>> = {
  illegible: styles.illegible,
  unsure: styles.unsure,
  struck: styles.struck,
  foreign: styles.foreign,
}

/** The words of each answer, over each other; those that differ are marked. */
function Words({ rows }: { readonly rows: readonly AnswerRow[] }) {
  const t = useT("sound")
  const edit = useUiState((ui) => ui.edit)
  const written = rows.filter(({ region }) => region !== null)
  const aligned = alignWords(written.map(({ region }) => textOf(region)))
  const first = aligned[written.indexOf(leadingRow(written) as AnswerRow)] ?? []
  const isSame = (row: readonly (string | null)[]) => row.every((word, i) => word === first[i])
  return (
    <section aria-label={t("review.words")} className={styles.words}>
      {edit && <OwnText className={styles.own} edit={edit} />}
      <p>{t("review.words")}</p>
      <table>
        <tbody>
          {rows.map((row) => {
            const words = aligned[written.indexOf(row)]
            const cuts = cutsAfter(row, words ?? [])
            const marks = marksOfWords(words ?? [], row.region)
            return (
              <tr key={row.letters.join("") || "proposal"}>
                <th scope="row">
                  {row.proposed && <Sign sign="∑" />}
                  {row.letters.map((letter) => (
                    <Sign drawn key={letter} sign={letter} />
                  ))}
                </th>
                {words?.map((word, i) => (
                  <td
                    className={`${word === first[i] ? "" : styles.differs} ${cuts.has(i) ? styles.cut : ""} ${(marks[i] ?? []).map((mark) => MARKS[mark]).join(" ")}`}
                    title={marks[i]?.map((mark) => t(`mark.${mark}`)).join("; ") || undefined}
                    key={`${i}-${word}`}
                  >
                    {word ?? "–"}
                  </td>
                ))}
                {!words && <td className={frame.dim}>{t("review.nothing")}</td>}
                {words && words !== first && isSame(words) && <td className={styles.same}>{t("review.sameWords")}</td>}
                {words && written.some(({ pieces }) => pieces) && (
                  <td className={styles.same}>{t("review.segments", { count: row.pieces?.length ?? 1 })}</td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
