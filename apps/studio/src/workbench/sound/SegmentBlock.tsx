import { findSegment, type Segment, segmentsOf } from "@justesse/editor/sound/segments"
import { inLanguage } from "@justesse/types"
import { NativeSelect } from "@mantine/core"
import { useMemo } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Cap, useCap } from "../../keys/Cap.tsx"
import { useModel, useTask, useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import { SOUND_MARKS } from "./commands.ts"
import { useShown, useSound } from "./context.ts"
import { asksText } from "./model.ts"
import styles from "./page.module.css"
import { Swatch } from "./Swatch.tsx"
import { lengthText, momentText } from "./times.ts"

const LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "pl", "ar", "he", "ru", "zh", "ja"] as const

/** The segment in hand: its start, end, length and language, and what it is. */
export function SegmentBlock() {
  const t = useT("sound")
  const language = useLanguage()
  const model = useModel()
  const document = useTask((task) => task.document)
  const selected = useTask((task) => task.session.selected)
  const border = useShown(({ hand }) => hand.border)
  const segment = findSegment(document, selected)
  const number = useMemo(() => segmentsOf(document).findIndex(({ id }) => id === selected) + 1, [document, selected])
  return (
    <>
      {model.labels.length > 1 && <Labels number={number} />}
      <section aria-label={t("segment.block")} className={frame.sec}>
        <div className={frame.head}>
          <b>{segment ? t("segment.title", { number }) : t("segment.none")}</b>
          {segment && <span>{t(`segment.inHand.${border}`)}</span>}
        </div>
        {segment && (
          <dl className={styles.facts}>
            <Fact name={t("segment.start")} of="sound.startInText" value={momentText(segment.startMs, 2, language)} />
            <Fact name={t("segment.end")} of="sound.endInText" value={momentText(segment.endMs, 2, language)} />
            <Fact
              name={t("segment.length")}
              value={t("segment.lengthOf", { length: lengthText(segment.endMs - segment.startMs, language) })}
            />
            <LanguageChoice />
          </dl>
        )}
        {segment && asksText(model, segment.region.label) && <Marks segment={segment} />}
      </section>
    </>
  )
}

/** How the words that are selected, else all of the segment, can be heard. */
function Marks({ segment: { id, region } }: { readonly segment: Segment }) {
  const t = useT("sound")
  const { run } = useTaskContext()
  const readOnly = useTask((task) => task.readOnly !== null)
  const typed = useTask(({ visit }) => (visit?.region === id ? visit.marks : null))
  const marks = typed ?? region.transcript?.marks ?? []
  return (
    <div className={`${frame.marks} ${styles.markRow}`}>
      {SOUND_MARKS.map((mark) => (
        <button
          aria-pressed={marks.includes(mark)}
          className={frame.tiny}
          disabled={readOnly}
          key={mark}
          onClick={() => run(`text.${mark}`)}
          // What is selected in the field stays so.
          onMouseDown={(event) => event.preventDefault()}
          title={t("segment.markWhat")}
          type="button"
        >
          <Cap of={`text.${mark}`} />
          {t(`mark.${mark}`)}
        </button>
      ))}
    </div>
  )
}

/** What the segment in hand is, and the next one. */
function Labels({ number }: { readonly number: number }) {
  const t = useT("sound")
  const task = useT("task")
  const language = useLanguage()
  const model = useModel()
  const chosen = useTask((task) => task.session.label)
  const readOnly = useTask((task) => task.readOnly !== null)
  const cap = useCap()("sound.label").replace(" 1–9", "")
  return (
    <section aria-label={task("labels.title")} className={frame.sec}>
      <div className={frame.head}>
        <b>{task("labels.title")}</b>
        <span>{number > 0 ? t("speaker.ofSegment", { number }) : t("speaker.ofNext")}</span>
      </div>
      <div aria-label={task("labels.title")} className={frame.labels} role="radiogroup">
        {model.labels.map((label, i) => (
          <button
            aria-checked={label.id === chosen}
            className={frame.lab}
            disabled={readOnly}
            key={label.id}
            onClick={() => model.chooseLabel(label)}
            role="radio"
            title={i < 9 && cap !== "" ? `${cap} ${i + 1}` : undefined}
            type="button"
          >
            <Swatch className={styles.swatch} color={label.color} />
            <span className={frame.cut}>{inLanguage(label.name, language)}</span>
          </button>
        ))}
      </div>
    </section>
  )
}

function Fact({ name, value, of }: { readonly name: string; readonly value: string; readonly of?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {of && <Cap of={of} />}
      </dd>
    </div>
  )
}

/** In which language a segment is, where that is not the one of the recording. */
function LanguageChoice() {
  const t = useT("sound")
  const shown = useLanguage()
  const sound = useSound()
  const model = useModel()
  const readOnly = useTask((task) => task.readOnly !== null)
  const document = useTask((task) => task.document)
  const selected = useTask((task) => task.session.selected)
  const visit = useTask((task) => task.visit)
  const region = selected === null ? undefined : document.regions.get(selected)
  const language = visit?.region === selected && visit ? visit.language : region?.transcript?.language
  const names = useMemo(() => new Intl.DisplayNames([shown], { type: "language" }), [shown])
  const all = language && !LANGUAGES.some((one) => one === language) ? [...LANGUAGES, language] : LANGUAGES
  return (
    <div>
      <dt>{t("segment.language")}</dt>
      <dd>
        <NativeSelect
          aria-label={t("segment.language")}
          className="choice"
          data={[
            { value: "", label: t("segment.ofRecording") },
            ...all.map((one) => ({ value: one, label: names.of(one) ?? one })),
          ]}
          disabled={readOnly}
          onChange={(event) => {
            if (selected === null) return
            sound.choose(selected, { plays: false, writes: true })
            model.setTextLanguage(event.target.value === "" ? undefined : event.target.value)
          }}
          size="xs"
          value={language ?? ""}
        />
      </dd>
    </div>
  )
}
