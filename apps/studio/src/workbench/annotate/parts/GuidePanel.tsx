import { type Clause, clausesOf, inLanguage, type Label, type Language } from "@justesse/types"
import { useMemo, useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Markdown } from "../../../prose/Markdown.tsx"
import styles from "../../parts/frame.module.css"
import { Guide } from "../../parts/Guide.tsx"
import { useModel, useStore, useTask, useTaskContext } from "../ui.ts"

/** Wide enough for the guideline to stand beside the column. */
const BESIDE_FROM_PX = 1_700

/** The guideline over labels and list; the foot stays. It follows the chosen label and keeps its scroll offset for each. */
export function GuidePanel({ footHeight }: { footHeight: number }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const language = useLanguage()
  const model = useModel()
  const guide = useStore((store) => (store.looking ?? store.task)?.guide ?? null)
  const label = model.label(useTask((task) => task.session.label))
  const [whole, setWhole] = useState(false)
  const [offsets] = useState(() => new Map<string, number>())
  const text = guide?.guideline ?? ""
  const parts = useMemo(() => (label ? partsFor(text, label, language) : []), [text, label, language])
  const beside = window.innerWidth >= BESIDE_FROM_PX
  const key = whole ? "whole" : (label?.id ?? "")
  const heading = (
    <>
      {label && !whole && parts.length > 0 && (
        <>
          <span aria-hidden="true" className={styles.sw} style={{ background: label.color }}>
            <span className={styles.k}>{label.key ?? model.labels.indexOf(label) + 1}</span>
          </span>
          <b className={styles.cut}>{inLanguage(label.name, language)}</b>
        </>
      )}
      <span className={`${styles.dim} ${styles.sm}`}>
        {t("guide.version", { version: guide?.guidelineVersion ?? 0 })}
      </span>
    </>
  )
  return (
    <Guide
      of="task.guideline"
      close={t("guide.close")}
      footHeight={beside ? null : footHeight}
      heading={heading}
      label={t("bar.guideline")}
      onClose={() => run("task.guideline")}
    >
      <GuideBody
        key={key}
        onWhole={setWhole}
        parts={parts}
        pictures={guide?.pictures ?? {}}
        offsets={offsets}
        offsetKey={key}
        text={text}
        whole={whole}
      />
    </Guide>
  )
}

interface GuideBodyProps {
  readonly text: string
  readonly pictures: Readonly<Record<string, string>>
  readonly parts: readonly Clause[]
  readonly whole: boolean
  readonly onWhole: (whole: boolean) => void
  /** How far each label's part was scrolled. */
  readonly offsets: Map<string, number>
  readonly offsetKey: string
}

function GuideBody({ text, pictures, parts, whole, onWhole, offsets, offsetKey }: GuideBodyProps) {
  const t = useT("task")
  return (
    <div
      className={styles.gb}
      onScroll={(event) => offsets.set(offsetKey, event.currentTarget.scrollTop)}
      ref={(box) => {
        if (box) box.scrollTop = offsets.get(offsetKey) ?? 0
      }}
      // A text that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {text === "" && <p className={styles.dim}>{t("guide.none")}</p>}
      {whole || parts.length === 0 ? (
        <Markdown pictures={pictures} text={text} />
      ) : (
        parts.map((clause) => (
          <div className={styles.cl} key={clause.number}>
            <span className={styles.no}>{clause.number}</span>
            <div>
              <b>{clause.title}</b>
              <Markdown pictures={pictures} text={clause.markdown} />
            </div>
          </div>
        ))
      )}
      {parts.length > 0 && (
        <button className={`${styles.tiny} ${styles.outLeft}`} onClick={() => onWhole(!whole)} type="button">
          {t(whole ? "guide.onlyLabel" : "guide.whole")}
        </button>
      )}
    </div>
  )
}

/** The clauses about a label: the one whose title names it, in any language, and those under its number. */
function partsFor(text: string, label: Label, language: Language) {
  const clauses = clausesOf(text, language)
  const names = [label.name.en, label.name.fr, label.id].filter((name): name is string => Boolean(name)).map(root)
  const about = clauses.find((clause) => names.some((name) => root(clause.title).includes(name)))
  if (!about) return []
  return clauses.filter((clause) => clause.number === about.number || clause.number.startsWith(`${about.number}.`))
}

function root(word: string): string {
  return word.toLowerCase().replace(/s$/, "")
}
