import { Modal, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { type ChipKind, type Ends, listIn, spanOf, wordOfList, wordOfSpan, wordsOf } from "./filterWords.ts"
import type { Choices } from "./useChoices.ts"
import type { FilterWork } from "./useFilter.ts"

interface Props {
  readonly kind: ChipKind
  readonly work: FilterWork
  readonly choices: Choices
  readonly onClose: () => void
}

/** Asks what one filter is to be; nothing changes before it is applied. */
export function FilterDialog({ kind, work, choices, onClose }: Props) {
  const t = useT("images")
  const [word, setWord] = useState(wordsOf(work.filter)[kind])
  const apply = (event: FormEvent) => {
    event.preventDefault()
    work.change({ [kind]: word })
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t(`filter.${kind}`)} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Form onSubmit={apply} style={{ display: "grid", gap: 16 }}>
        <Field kind={kind} word={word} onWord={setWord} choices={choices} />
        <div className="inline" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit">
            {t("apply")}
          </Button>
        </div>
      </Form>
    </Modal>
  )
}

interface FieldProps {
  readonly kind: ChipKind
  readonly word: string
  readonly onWord: (word: string) => void
  readonly choices: Choices
}

function Field({ kind, word, onWord, choices }: FieldProps) {
  const t = useT("images")
  const name = t(`filter.${kind}`)
  switch (kind) {
    case "label":
    case "tag":
      return (
        <MultiSelect
          data-autofocus
          label={t("anyOf")}
          data={choices[kind]}
          value={listIn(word)}
          onChange={(next) => onWord(wordOfList(next))}
          searchable
          clearable
        />
      )
    case "person":
    case "group":
    case "import":
    case "version":
      return (
        <Select
          data-autofocus
          label={name}
          data={choices[kind]}
          value={word || null}
          onChange={(next) => onWord(next ?? "")}
          searchable
        />
      )
    case "proposal":
      return (
        <Select
          data-autofocus
          label={name}
          data={[
            { value: "yes", label: t("yes") },
            { value: "no", label: t("no") },
          ]}
          value={word || null}
          onChange={(next) => onWord(next ?? "")}
        />
      )
    case "sure":
      return <SureField word={word} onWord={onWord} choices={choices} />
    case "regions":
    case "side":
      return <SpanField span={spanOf(word)} onSpan={(span) => onWord(wordOfSpan(span))} step={1} most={1e9} />
    case "agreement":
      return <SpanField span={spanOf(word)} onSpan={(span) => onWord(wordOfSpan(span))} step={0.05} most={1} />
    case "document":
    case "twin":
      return (
        <TextInput
          data-autofocus
          label={name}
          {...(kind === "twin" && { description: t("twinHow"), inputMode: "numeric" })}
          value={word}
          onChange={(event) => onWord(event.currentTarget.value)}
          maxLength={300}
        />
      )
  }
}

interface SpanProps {
  readonly span: Ends | undefined
  readonly onSpan: (span: Ends) => void
  readonly step: number
  readonly most: number
}

function SpanField({ span, onSpan, step, most }: SpanProps) {
  const t = useT("images")
  const now = span ?? { from: null, to: null }
  const end = (which: "from" | "to") => (
    <NumberInput
      {...(which === "from" && { "data-autofocus": true })}
      label={t(which)}
      value={now[which] ?? ""}
      onChange={(value) => onSpan({ ...now, [which]: value === "" ? null : Number(value) })}
      min={0}
      max={most}
      {...(most === 1 && { description: t("ratioHow") })}
      step={step}
      decimalScale={step < 1 ? 3 : 0}
    />
  )
  return (
    <div className="pair">
      {end("from")}
      {end("to")}
    </div>
  )
}

/** Which set, and between which two figures it is sure. */
function SureField({ word, onWord, choices }: Omit<FieldProps, "kind">) {
  const t = useT("images")
  const [set = "", ...rest] = word.split(":")
  const span = spanOf(rest.join(":")) ?? { from: 0, to: 1 }
  return (
    <>
      <Select
        data-autofocus
        label={t("predictionSet")}
        data={choices.sure}
        value={set || null}
        onChange={(next) => onWord(next === null ? "" : `${next}:${wordOfSpan(span)}`)}
      />
      <SpanField span={span} onSpan={(next) => onWord(`${set}:${wordOfSpan(next)}`)} step={0.05} most={1} />
    </>
  )
}
