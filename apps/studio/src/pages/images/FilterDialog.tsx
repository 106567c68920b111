import { ASSET_KINDS } from "@justesse/types/kinds/assets"
import { Modal, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Form } from "../../ui/Form.tsx"
import { type Ends, type FilterKind, formatList, formatSpan, listIn, spanOf, toSearchParams } from "./filterParams.ts"
import type { Choices } from "./useChoices.ts"
import type { FilterWork } from "./useFilter.ts"

interface Props {
  readonly kind: FilterKind
  readonly work: FilterWork
  readonly choices: Choices
  readonly onClose: () => void
}

/** Asks what one filter is to be; nothing changes before it is applied. */
export function FilterDialog({ kind, work, choices, onClose }: Props) {
  const t = useT("images")
  const [param, setParam] = useState(toSearchParams(work.filter)[kind])
  const apply = (event: FormEvent) => {
    event.preventDefault()
    work.change({ [kind]: param })
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={t(`filter.${kind}`)} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Form onSubmit={apply} className={`${measures.stack} ${measures.gap16}`}>
        <Field kind={kind} param={param} onParam={setParam} choices={choices} />
        <div className={`inline ${measures.atEnd}`}>
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
  readonly kind: FilterKind
  readonly param: string
  readonly onParam: (param: string) => void
  readonly choices: Choices
}

function Field({ kind, param, onParam, choices }: FieldProps) {
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
          value={listIn(param)}
          onChange={(next) => onParam(formatList(next))}
          searchable
          clearable
        />
      )
    case "media":
      return (
        <MultiSelect
          data-autofocus
          label={t("anyOf")}
          data={ASSET_KINDS.map((value) => ({ value, label: t(`typeOf.${value}`) }))}
          value={listIn(param)}
          onChange={(next) => onParam(next.join(","))}
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
          value={param || null}
          onChange={(next) => onParam(next ?? "")}
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
          value={param || null}
          onChange={(next) => onParam(next ?? "")}
        />
      )
    case "sure":
      return <SureField param={param} onParam={onParam} choices={choices} />
    case "regions":
    case "side":
      return <SpanField span={spanOf(param)} onSpan={(span) => onParam(formatSpan(span))} step={1} most={1e9} />
    case "agreement":
      return <SpanField span={spanOf(param)} onSpan={(span) => onParam(formatSpan(span))} step={0.05} most={1} />
    case "document":
    case "twin":
      return (
        <TextInput
          data-autofocus
          label={name}
          {...(kind === "twin" && { description: t("twinHow"), inputMode: "numeric" })}
          value={param}
          onChange={(event) => onParam(event.currentTarget.value)}
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
function SureField({ param, onParam, choices }: Omit<FieldProps, "kind">) {
  const t = useT("images")
  const [set = "", ...rest] = param.split(":")
  const span = spanOf(rest.join(":")) ?? { from: 0, to: 1 }
  return (
    <>
      <Select
        data-autofocus
        label={t("predictionSet")}
        data={choices.sure}
        value={set || null}
        onChange={(next) => onParam(next === null ? "" : `${next}:${formatSpan(span)}`)}
      />
      <SpanField span={span} onSpan={(next) => onParam(`${set}:${formatSpan(next)}`)} step={0.05} most={1} />
    </>
  )
}
