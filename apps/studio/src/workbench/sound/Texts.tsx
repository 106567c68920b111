import { isRead } from "@justesse/editor"
import { overlapsWith, type Segment, segmentsOf } from "@justesse/editor/sound/segments"
import { memo, useMemo, useRef } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useModel, useTask } from "../annotate/ui.ts"
import { Marked } from "../annotate/writing/Marked.tsx"
import frame from "../parts/frame.module.css"
import { TaskIcon } from "../parts/icons.tsx"
import { useShown, useSound } from "./context.ts"
import { Field } from "./Field.tsx"
import { asksText } from "./model.ts"
import styles from "./page.module.css"
import { Swatch } from "./Swatch.tsx"
import { speakerColor, speakerText } from "./speakers.ts"
import { momentText } from "./times.ts"
import { useRows } from "./useRows.ts"

/** All segments, one under the other: when, who, what. The wave's equal for those who cannot see it. */
export function Texts() {
  const t = useT("sound")
  const document = useTask((task) => task.document)
  const selected = useTask((task) => task.session.selected)
  const speakers = useShown(({ hand }) => hand.speakers)
  const segments = useMemo(() => segmentsOf(document), [document])
  const list = useRef<HTMLUListElement>(null)
  const parts = useRows(
    list,
    segments.length,
    segments.findIndex(({ id }) => id === selected),
  )
  // A row that leaves sight becomes another one, instead of an element that is thrown away; the one in hand stays itself.
  const toRow = (segment: Segment, at: number, slots: number) => (
    <Row
      color={speakerColor(speakers, segment.speaker)}
      digit={speakers.indexOf(segment.speaker) + 1}
      isChosen={segment.id === selected}
      key={segment.id === selected ? segment.id : `slot ${at % slots}`}
      number={at + 1}
      over={overNumber(segments, at)}
      segment={segment}
    />
  )
  return (
    <section aria-label={t("texts")} className={styles.texts}>
      {segments.length === 0 && <Nothing />}
      <ul ref={list}>
        {parts.flatMap(({ roomPx, from, to }, i) => [
          roomPx > 0 && <Room key={`room ${i - parts.length}`} px={roomPx} />,
          ...segments.slice(from, to).map((segment, n) => toRow(segment, from + n, to - from)),
        ])}
      </ul>
    </section>
  )
}

/** As much room as the rows that are not made. */
function Room({ px }: { readonly px: number }) {
  return (
    <li aria-hidden="true">
      <svg height={px} width="1" />
    </li>
  )
}

/** The number of the first segment that this one speaks over; 0 for none. */
function overNumber(segments: readonly Segment[], at: number): number {
  const segment = segments[at]
  return segment ? overlapsWith(segments, segment) + 1 : 0
}

function Nothing() {
  const t = useT("sound")
  const nothing = useTask((task) => task.document.nothingHere)
  return (
    <p className={styles.nothing}>
      <b>{t(nothing ? "nothing.said" : "nothing.yet")}</b> {!nothing && t("nothing.how")}
    </p>
  )
}

interface RowProps {
  readonly segment: Segment
  readonly number: number
  readonly digit: number
  readonly color: string
  readonly isChosen: boolean
  readonly over: number
}

const Row = memo(function Row({ segment, number, digit, color, isChosen, over }: RowProps) {
  const t = useT("sound")
  const language = useLanguage()
  const sound = useSound()
  const model = useModel()
  const { id, region, speaker } = segment
  const typed = useTask(({ visit }) => (visit?.region === id ? visit.marks : null))
  const marks = typed ?? region.transcript?.marks ?? []
  const name = speakerText(speaker, t)
  const isOpen = region.proposed === true
  const hasText = asksText(model, region.label)
  return (
    <li
      aria-current={isChosen || undefined}
      className={`${styles.row}${isChosen ? ` ${styles.now}` : ""}${isOpen ? ` ${styles.open}` : ""}`}
      data-sound-row={number}
    >
      <span className={styles.time}>
        <span className={frame.out}>{t("segment.title", { number })} </span>
        {momentText(segment.startMs, 1, language)}
        <span className={frame.out}>
          {" "}
          {t("segment.until", { end: momentText(segment.endMs, 1, language), speaker: name })}
        </span>
      </span>
      <span aria-hidden="true" className={styles.speaker}>
        <Swatch className={styles.chip} color={color} digit={digit} isRound />
        <span className={frame.cut}>{name}</span>
      </span>
      {isChosen && hasText && model.editable ? (
        <Field segment={segment} />
      ) : (
        <button
          className={styles.text}
          dir="auto"
          onClick={() => sound.choose(id, { writes: hasText })}
          onMouseDown={(event) => event.preventDefault()}
          onPointerDown={() => sound.prepare(segment)}
          onPointerEnter={() => sound.prepare(segment)}
          type="button"
        >
          <Marked parts={region.transcript?.parts} value={segment.text} />
          {segment.text === "" && (
            <span className={frame.dim}>{hasText && marks.length === 0 ? t("segment.empty") : ""}</span>
          )}
        </button>
      )}
      <span className={styles.said}>
        {over > 0 && <span>{t("segment.overlaps", { number: over })}</span>}
        {marks.map((mark) => (
          <span className={styles.mark} key={mark}>
            {t(`mark.${mark}`)}
          </span>
        ))}
        {isOpen ? t("segment.proposed") : isChosen ? <TaskIcon name="pen" small /> : null}
        {!isOpen && !isChosen && isRead(region.transcript) && (
          <span className={styles.good}>
            <TaskIcon name="check" small />
            <span className={frame.out}>{t("segment.read")}</span>
          </span>
        )}
        {!hasText && <LabelName segment={segment} />}
      </span>
    </li>
  )
})

/** What a segment without a text is. */
function LabelName({ segment }: { readonly segment: Segment }) {
  const model = useModel()
  const language = useLanguage()
  const name = model.label(segment.region.label)?.name
  return <span>{name?.[language] ?? name?.en ?? ""}</span>
}
