import { boxOf, inLanguage, regionOf, ringsOf } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { useEffect, useRef } from "react"
import { useStore as useZustand } from "zustand"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { strokeOutline } from "../../canvas/ink.ts"
import { GRID_SIZES, grid, lineWidthFor, tilesOf, toggled } from "../../checks/grid.ts"
import { keepMarks, restoreMarks } from "../../checks/keepMarks.ts"
import { Column } from "../../parts/Column.tsx"
import { Foot } from "../../parts/Foot.tsx"
import { indexedMarks } from "../model/localDrafts.ts"
import { GuidePanel } from "../parts/GuidePanel.tsx"
import { useModel, useStore, useTaskContext, useUi } from "../ui.ts"
import styles from "./grid.module.css"
import one from "./oneByOne.module.css"

/** How much of the picture is seen around a thing: so many times its size. */
const AROUND = 1.8

/** The tiles that are seen: those of the sending while they go out, else what is in hand and what comes next. */
function useTiles(): readonly Lease[] {
  const size = useZustand(grid, (now) => now.size)
  const sending = useZustand(grid, (now) => now.sending)
  const inHand = useStore((store) => store.task?.lease ?? null)
  const ahead = useStore((store) => store.ahead)
  return sending?.leases ?? tilesOf(inHand, ahead, size)
}

/**
 * How many of the tiles have been in sight: a press that sends them signs that all were looked at. Where nothing scrolls all are. The
 * keys look at all by arrows.
 */
function useTilesSeen(tiles: readonly Lease[]) {
  const isCloser = useZustand(grid, (now) => now.isCloser)
  const here = useZustand(grid, (now) => (now.isCloser ? now.at : 0))
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!frame.current) return
    const watch = new IntersectionObserver(
      (entries) => {
        const names = entries.flatMap(({ isIntersecting, target }) =>
          isIntersecting ? [target.getAttribute("data-task")] : [],
        )
        const shown = tiles.flatMap(({ assignmentId }) => (names.includes(assignmentId) ? [assignmentId] : []))
        grid.setState(({ seen }) => ({ seen: new Set([...seen, ...shown]) }))
      },
      { root: frame.current, threshold: 0.6 },
    )
    for (const tile of frame.current.querySelectorAll("[data-task]")) watch.observe(tile)
    return () => watch.disconnect()
  }, [tiles, isCloser, here])
  const count = useZustand(grid, ({ seen }) => tiles.filter(({ assignmentId }) => seen.has(assignmentId)).length)
  return { frame, count }
}

/** Many things at once: all are right but those that are marked. */
export function GridFrame() {
  const t = useT("check")
  const { run } = useTaskContext()
  const tiles = useTiles()
  const { size, marked, sending, isCloser, at: here } = useZustand(grid)
  const guideline = useUi((snapshot) => snapshot.guideline)
  useEffect(() => {
    grid.setState({ isOn: true })
    return () => grid.setState({ isOn: false, isCloser: false })
  }, [])
  useEffect(() => keepMarks(indexedMarks), [])
  // Each is read once, however often the tiles are drawn.
  useEffect(() => {
    const shown = tiles.map(({ assignmentId }) => assignmentId)
    void restoreMarks(indexedMarks, shown)
  }, [tiles])
  const { count: seen, frame } = useTilesSeen(tiles)
  const left = tiles.length - seen
  const wrong = tiles.filter(({ assignmentId }) => marked.has(assignmentId)).length
  return (
    <>
      <main className={one.main}>
        <div className={one.question}>
          <h1>{t("grid.asked")}</h1>
        </div>
        <div
          className={styles.tiles}
          ref={frame}
          data-columns={isCloser ? 1 : GRID_SIZES[size]}
          role="group"
          aria-label={t("grid.title")}
        >
          {tiles.map(
            (lease, at) => (!isCloser || at === here) && <Tile at={at} key={lease.assignmentId} lease={lease} />,
          )}
        </div>
      </main>
      <Column guide={guideline ? (height) => <GuidePanel footHeight={height} /> : null} label={t("grid.title")}>
        <section className={styles.side} aria-label={t("grid.title")}>
          <b aria-live="polite">{t("grid.count", { wrong, all: tiles.length })}</b>
          <p className={styles.keys}>
            <span>{t("grid.mark")}</span> <Cap of="grid.mark" />
          </p>
          <button className={styles.act} onClick={() => run("grid.closer")} type="button">
            {t(isCloser ? "grid.back" : "grid.closer")} <Cap of="grid.closer" />
          </button>
          <button className={styles.act} onClick={() => run("grid.size")} type="button">
            {t(size === 16 ? "grid.nine" : "grid.sixteen")} <Cap of="grid.size" />
          </button>
          <button className={styles.act} onClick={() => run("grid.all")} type="button">
            {t("grid.all")} <Cap of="grid.all" />
          </button>
          <button className={styles.act} onClick={() => run("grid.alone")} type="button">
            {t("grid.alone")} <Cap of="grid.alone" />
          </button>
          <p className={styles.note}>{t("grid.note")}</p>
        </section>
        <Foot
          label={t("grid.title")}
          main={{
            text: sending
              ? t("grid.sending", { done: sending.done, all: sending.leases.length })
              : left > 0
                ? t("grid.lookFirst", { count: left })
                : t("grid.send", { count: tiles.length }),
            cap: "⏎",
            disabled: sending !== null || left > 0,
            isQuiet: false,
            onClick: () => run("task.submitAnywhere"),
          }}
        >
          {null}
        </Foot>
      </Column>
    </>
  )
}

function Tile({ lease, at }: { readonly lease: Lease; readonly at: number }) {
  const t = useT("check")
  const language = useLanguage()
  const model = useModel()
  const isAt = useZustand(grid, (now) => now.at === at)
  const isMarked = useZustand(grid, (now) => now.marked.has(lease.assignmentId))
  const isAlone = useZustand(grid, (now) => now.alone.has(lease.assignmentId))
  const isSending = useZustand(grid, (now) => now.sending !== null)
  const tile = useRef<HTMLButtonElement>(null)
  // The arrows lead to tiles below the edge too.
  useEffect(() => {
    if (isAt) tile.current?.scrollIntoView({ block: "nearest" })
  }, [isAt])
  const size = useZustand(grid, (now) => now.size)
  const region = regionOf(lease.about)
  if (!region) return null
  const label = model.label(region.label)
  const name = label ? inLanguage(label.name, language) : region.label
  const press = () => grid.setState((now) => ({ at, marked: toggled(now.marked, lease.assignmentId) }))
  return (
    <button
      aria-label={`${at + 1} ${name}`}
      aria-pressed={isMarked}
      className={styles.tile}
      data-at={isAt || undefined}
      data-task={lease.assignmentId}
      disabled={isSending}
      onClick={press}
      ref={tile}
      type="button"
    >
      <Crop color={label?.color ?? "#e69f00"} lease={lease} />
      <span className={styles.name} dir="auto">
        {size === 9 && <kbd>{at + 1}</kbd>} {name}
      </span>
      {isAlone ? (
        <span className={styles.mark}>{t("grid.byItself")}</span>
      ) : (
        isMarked && <span className={styles.mark}>✕ {t("grid.notRight")}</span>
      )}
    </button>
  )
}

/** The part of the picture around the thing, and its box: three wide and two high. */
function Crop({ lease, color }: { readonly lease: Lease; readonly color: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const isCloser = useZustand(grid, (now) => now.isCloser)
  useEffect(() => {
    const picture = new Image()
    picture.onload = () => canvas.current && drawCrop(canvas.current, picture, lease, color)
    picture.src = (isCloser ? lease.media.full : lease.media.preview) || lease.media.full
    return () => {
      picture.onload = null
    }
  }, [lease, color, isCloser])
  const wide = isCloser ? 1_440 : 480
  return <canvas aria-hidden="true" className={styles.crop} height={(wide * 2) / 3} ref={canvas} width={wide} />
}

/** Where a stretch around a middle begins, kept inside the whole where it fits. */
function keptIn(middle: number, length: number, whole: number): number {
  return length >= whole ? (whole - length) / 2 : Math.min(Math.max(0, middle - length / 2), whole - length)
}

function drawCrop(canvas: HTMLCanvasElement, picture: HTMLImageElement, lease: Lease, color: string): void {
  const ctx = canvas.getContext("2d")
  const region = regionOf(lease.about)
  if (!ctx || !region) return
  const { x, y, width, height } = boxOf(region)
  const { size } = lease
  // Never more than all of the picture, and nothing beside it where the thing lies at its border.
  const wide = Math.min(AROUND * Math.max(width, (height * 3) / 2), Math.max(size.width, (size.height * 3) / 2))
  const scale = canvas.width / wide
  const left = keptIn(x + width / 2, wide, size.width)
  const top = keptIn(y + height / 2, (wide * 2) / 3, size.height)
  ctx.clearRect(0, 0, canvas.width, canvas.height)
  ctx.drawImage(picture, -left * scale, -top * scale, size.width * scale, size.height * scale)
  strokeOutline(ctx, ringsOf(region.geometry), { scale, x: -left * scale, y: -top * scale }, color, {
    width: lineWidthFor(canvas.width, canvas.clientWidth),
  })
}
