import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { boxOf, type Disagreement, type Region, type TextMark } from "@justesse/types"
import { useEffect, useRef, useState } from "react"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import frame from "../../parts/frame.module.css"
import { SeenCanvas } from "../../seeing/SeenCanvas.tsx"
import { drawInk, INK_HEIGHT } from "../draw/ink.ts"
import { alignTexts, doubtOf, isRightToLeft } from "../model/alignment.ts"
import { type AnswerRow, answerRows, leadingRow, textOf } from "../model/answers.ts"
import { marksInRow } from "../model/marks.ts"
import styles from "../screen.module.css"
import { useReview, useUiState } from "../ui.ts"
import { OwnText } from "./OwnText.tsx"
import { Sign } from "./Sign.tsx"

/** A cell of the alignment is never wider, so that the ink above it stays a line. */
const CELL_MAX = 32
const CELL_MIN = 10
/** Where ink and cells do not stand over each other. */
const CELL_FREE = 24

/** More rows than these scroll; the sheet has a height for each number of them. */
const MOST_ROWS = 5

/** Differences that are about something other than what is written. */
const WITHOUT_LETTERS: ReadonlySet<Disagreement["kind"]> = new Set(["place", "label", "attribute"])

interface StripProps {
  readonly difference: Disagreement
  /** The region is a line of writing from edge to edge, so that its characters can be found in the ink. */
  readonly line: boolean
  /** How many rows there is room for, whatever this difference has: the picture above never moves. */
  readonly room: number
}

/** Under the picture: the ink, large, and every answer under it, one character of ink to one cell. */
export function Strip({ difference: disagreement, line: isLine, room }: StripProps) {
  const t = useT("review")
  const edit = useUiState((ui) => ui.edit)
  const rows = answerRows(disagreement).filter(({ region }) => region !== null)
  const leading = rows.indexOf(leadingRow(rows) as AnswerRow)
  const people = disagreement.candidates.reduce((sum, { letters }) => sum + letters.length, 0)
  const region = edit ?? aboutRegion(disagreement)
  const texts = rows.map((row) => textOf(row.region))
  const { rows: cells, differs } = alignTexts(texts.length > 0 ? texts : [""])
  const length = Math.max(1, differs.length)
  // Without a character there is nothing that ink could stand over.
  const line = isLine && differs.length > 0
  const cell = region && line ? cellWidth(region, length) : CELL_FREE
  const backwards = isRightToLeft(texts[0] ?? "")
  const scroller = useRef<HTMLDivElement>(null)
  const firstDiffering = differs.indexOf(true)
  // Where the question is another one, letters that are the same everywhere say nothing more than once.
  const isRead = edit !== null || firstDiffering >= 0 || !WITHOUT_LETTERS.has(disagreement.kind)
  useEffect(() => {
    const box = scroller.current
    // A long line is shown from where it differs.
    const at = firstDiffering * cell
    if (box) box.scrollLeft = at < box.clientWidth - 2 * cell ? 0 : at - box.clientWidth / 3
  }, [firstDiffering, cell])
  return (
    <section aria-label={t("strip.title")} className={styles.strip} data-rows={Math.min(room, MOST_ROWS)}>
      <div className={styles.gutter}>
        <span className={`${frame.dim} ${frame.sm} ${styles.ink}`}>{t("strip.ink")}</span>
        {!edit &&
          isRead &&
          rows.map((row) => (
            <span className={styles.g} key={row.letters.join("") || "proposal"}>
              {row.proposed && <Sign sign="∑" />}
              {row.letters.map((letter) => (
                <Sign key={letter} sign={letter} />
              ))}
            </span>
          ))}
      </div>
      {/* A long line scrolls, so it must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroller} ref={scroller} tabIndex={0}>
        <div style={{ minWidth: length * cell }}>
          {region && (
            <Ink
              backwards={backwards}
              line={line}
              cell={cell}
              differs={edit || !line ? [] : differs}
              length={length}
              region={region}
            />
          )}
          {edit ? (
            <OwnText className={styles.textField} edit={edit} />
          ) : (
            (isRead ? rows : rows.slice(0, 1)).map((row, i) => (
              <div className={styles.line} key={row.letters.join("") || "proposal"}>
                <span className={styles.cells} dir={backwards ? "rtl" : "ltr"} style={{ width: length * cell }}>
                  <Cells
                    cell={cell}
                    cells={cells[i] ?? []}
                    differs={differs}
                    doubt={row.proposed ? doubtOf(cells[i] ?? [], disagreement.doubt ?? []) : []}
                    first={cells[leading] ?? []}
                    marks={marksInRow(cells[i] ?? [], row.region)}
                  />
                </span>
                {isRead && <span className={styles.note}>{noteOf(row, rows, people, t)}</span>}
              </div>
            ))
          )}
        </div>
      </div>
    </section>
  )
}

/** As wide as the line's characters are when it is as high as the strip allows. */
function cellWidth(region: Region, length: number): number {
  const { width, height } = boxOf(region)
  const own = (width / length) * (INK_HEIGHT / height) * 0.94
  return Math.max(CELL_MIN, Math.min(CELL_MAX, own))
}

interface CellsProps {
  readonly cells: readonly (string | null)[]
  readonly first: readonly (string | null)[]
  readonly differs: readonly boolean[]
  readonly cell: number
  /** How sure people are of each column of this row; empty where nobody measured. */
  readonly doubt: readonly number[]
  /** What people said of each column's letter besides the letter. */
  readonly marks: readonly (readonly TextMark[])[]
}

const MARKS: Readonly<Record<TextMark, string | undefined>> = {
  illegible: styles.illegible,
  unsure: styles.unsure,
  struck: styles.struck,
  foreign: styles.foreign,
}

/** Below this a word is marked as doubtful. */
const SURE = 0.9

function Cells({ cells, first, differs, cell, doubt, marks }: CellsProps) {
  const t = useT("review")
  const format = useFormat()
  return (
    <>
      {cells.map((character, i) => {
        const deviates = differs[i] && character !== first[i]
        const look = deviates ? styles.x : differs[i] ? styles.d : ""
        const sure = doubt[i] ?? 1
        const own = marks[i] ?? []
        const said = [
          ...own.map((mark) => t(`mark.${mark}`)),
          ...(sure < SURE ? [t("strip.doubt", { share: format.percent(sure) })] : []),
        ]
        const shown = character === null ? "" : /\s/u.test(character) ? "\u2423" : character
        return (
          <span
            className={`${styles.cell} ${look} ${differs[i] && character === null ? styles.gap : ""} ${sure < SURE ? styles.doubt : ""} ${own.map((mark) => MARKS[mark]).join(" ")}`}
            key={i}
            title={said.join("; ") || undefined}
            style={{ width: cell, fontSize: Math.min(16, cell * 0.62 + 4) }}
          >
            {shown}
          </span>
        )
      })}
    </>
  )
}

/** What tells a row from the leading one, in a few words. */
function noteOf(row: AnswerRow, rows: readonly AnswerRow[], people: number, t: Translate): string {
  const first = leadingRow(rows)
  if (!first || row === first) {
    return row.letters.length > 0 ? t("strip.people", { count: row.letters.length, all: people }) : t("strip.merged")
  }
  const here = textOf(row.region)
  const there = textOf(first.region)
  if (here === there) return t("strip.sameText")
  if (here === "") return t("strip.noText")
  if (here.replace(/\s+/gu, "") === there.replace(/\s+/gu, ""))
    return t(here.length < there.length ? "strip.fewerSpaces" : "strip.moreSpaces")
  if (here.toLowerCase() === there.toLowerCase()) return t("strip.case")
  if (plain(here) === plain(there)) return t("strip.accents")
  return ""
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}+/gu, "")
}

interface InkProps {
  readonly region: Region
  readonly cell: number
  readonly length: number
  readonly differs: readonly boolean[]
  readonly backwards: boolean
  readonly line: boolean
}

/** The crop of the picture: one character of ink as wide as one cell. */
function Ink({ region, cell, length, differs, backwards, line }: InkProps) {
  const { engines } = useReview()
  const level = useUiState((ui) => ui.pictureLevel)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    const element = canvas.current
    if (!element || width <= 0) return
    const draw = () => drawInk(element, engines[0], { region, cell, length, differs, backwards, line })
    draw()
    return engines[0].picture?.tiles?.onTile(draw)
  }, [engines, region, cell, length, differs, backwards, line, width, level])
  return <SeenCanvas className={styles.inkCanvas} ref={canvas} />
}
