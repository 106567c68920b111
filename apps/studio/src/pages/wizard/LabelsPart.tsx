import { isOpinion, KINDS } from "@justesse/types/kinds/list"
import { type Label, labelColor } from "@justesse/types/ontology"
import { shapesOf } from "@justesse/types/project"
import { inLanguage } from "@justesse/types/text"
import { TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { MarkdownField } from "../guideline/MarkdownField.tsx"
import { Asked } from "../labels/Asked.tsx"
import { freeKey, newLabel, renamed } from "../labels/edit.ts"
import { Part } from "./Part.tsx"
import css from "./page.module.css"
import { ShapesChoice } from "./ShapesChoice.tsx"
import { isTemplateName } from "./templates.ts"
import type { DraftWork } from "./useDraft.ts"

/** The labels with colour and key, and the guideline as text. */
export function LabelsPart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const { draft, change } = work
  const { labels, answers } = draft.ontology
  // The answers of a check are always the same ones: what they are called is all that is chosen.
  const isGiven = KINDS[draft.kind].verdicts !== undefined
  const set = (next: readonly Label[]) => change({ ontology: { ...draft.ontology, labels: [...next] } })
  const rename = (at: number, name: Label["name"]) =>
    set(labels.map((label, index) => (index === at ? { ...label, name } : label)))
  return (
    <Part number={3} title={t("labels.title")}>
      {labels.map((label, index) => (
        <LabelLine
          // A label's id follows its name while nothing carries it; the line stays the same one.
          key={index} // biome-ignore lint/suspicious/noArrayIndexKey: the position is what stays
          label={label}
          onName={(name) => rename(index, name)}
          onText={
            answers?.of === "whole"
              ? null
              : () => set(labels.map((one) => (one.id === label.id ? { ...one, hasText: !one.hasText } : one)))
          }
          onRemove={isGiven ? null : () => set(labels.filter((one) => one.id !== label.id))}
        />
      ))}
      {!isGiven && (
        <AddLabel
          onAdd={(name) =>
            set([
              ...labels,
              {
                ...newLabel(name, labels),
                color: labelColor(labels.length),
                key: freeKey(labels),
                hasText: KINDS[draft.kind].readsLines,
              },
            ])
          }
        />
      )}
      {answers?.of === "whole" && KINDS[draft.kind].about !== "region" && (
        <Asked
          answers={answers}
          isOne={isGiven || isOpinion(draft.kind)}
          takesReasons={isOpinion(draft.kind) && !isGiven}
          onChange={(next) => change({ ontology: { ...draft.ontology, answers: next } })}
        />
      )}
      {KINDS[draft.kind].parts === "placed" && (
        <div className={measures.above8}>
          <ShapesChoice
            shapes={shapesOf(draft.settings)}
            onChange={(shapes) => change({ settings: { ...draft.settings, shapes: [...shapes] } })}
          />
        </div>
      )}
      <GuidelineText work={work} />
    </Part>
  )
}

/** The guideline, which opens below the labels. */
export function GuidelineText({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const [writing, setWriting] = useState(false)
  const { draft, change } = work
  return (
    <>
      <p className={measures.above8}>
        <button type="button" className="btn linklike" aria-expanded={writing} onClick={() => setWriting(!writing)}>
          {t(writing ? "labels.guidelineClose" : "labels.guideline")}
        </button>
      </p>
      {writing && (
        <MarkdownField
          label={t("labels.guidelineLabel")}
          value={draft.guideline}
          onChange={(guideline) => change({ guideline })}
        />
      )}
    </>
  )
}

interface LineProps {
  readonly label: Label
  readonly onName: (name: Label["name"]) => void
  /** Null where labels carry no text: what is said of a whole asset is the label alone. */
  readonly onText: (() => void) | null
  /** Null where the kind of task has this label always. */
  readonly onRemove: (() => void) | null
}

function LabelLine({ label, onName, onText, onRemove }: LineProps) {
  const t = useT("wizard")
  const language = useLanguage()
  const shown = inLanguage(label.name, language)
  // Empty while somebody writes another name; the label keeps the last one until then.
  const [empty, setEmpty] = useState(false)
  const write = (text: string) => {
    setEmpty(text.trim() === "")
    if (text.trim() !== "") onName(renamed(label.name, language, text, isTemplateName(label.name)))
  }
  return (
    <div className={css.label}>
      <i style={{ background: label.color }} />
      <TextInput
        aria-label={t("labels.name")}
        size="xs"
        maxLength={80}
        value={empty ? "" : shown}
        onChange={(event) => write(event.currentTarget.value)}
        onBlur={() => setEmpty(false)}
      />
      {label.key ? <kbd>{label.key}</kbd> : <span />}
      {onText && (
        <button
          type="button"
          className={label.hasText ? "chip on" : "chip"}
          aria-pressed={label.hasText}
          onClick={onText}
        >
          {t("labels.text")}
        </button>
      )}
      {onRemove && (
        <Button look="quiet" small icon="close" aria-label={t("labels.remove", { name: shown })} onClick={onRemove} />
      )}
    </div>
  )
}

function AddLabel({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const t = useT("wizard")
  const [name, setName] = useState("")
  const add = () => {
    if (name.trim() === "") return
    onAdd(name.trim())
    setName("")
  }
  return (
    <Form
      className={`inline ${measures.above8}`}
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <TextInput
        aria-label={t("labels.add")}
        placeholder={t("labels.addHint")}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        w={220}
      />
      <Button type="submit" icon="plus">
        {t("labels.add")}
      </Button>
    </Form>
  )
}
