import type { Attribute } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import { Select, Switch, TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"

interface Props {
  readonly attributes: readonly Attribute[]
  readonly onChange: (attributes: Attribute[]) => void
}

/** Questions asked of every region of a label: a choice, or yes or no. */
export function Attributes({ attributes, onChange }: Props) {
  const t = useT("labels")
  const [name, setName] = useState("")
  const set = (index: number, next: Attribute | null) =>
    onChange(attributes.flatMap((one, at) => (at === index ? (next ? [next] : []) : [one])))
  const add = () => {
    const id = freeId(name.trim(), attributes)
    if (name.trim() === "") return
    onChange([
      ...attributes,
      { id, name: { en: name.trim(), fr: name.trim() }, kind: "yes_no", options: [], required: false },
    ])
    setName("")
  }
  return (
    <fieldset className="bare">
      <legend className="b">{t("attributes")}</legend>
      {attributes.map((attribute, index) => (
        <AttributeRow key={attribute.id} attribute={attribute} onChange={(next) => set(index, next)} />
      ))}
      <div className={`inline ${measures.above8}`}>
        <TextInput
          aria-label={t("attributeAdd")}
          placeholder={t("attributeHint")}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          w={200}
        />
        <Button small icon="plus" onClick={add}>
          {t("attributeAdd")}
        </Button>
      </div>
    </fieldset>
  )
}

function freeId(name: string, attributes: readonly Attribute[]): Attribute["id"] {
  let id = name.slice(0, 70)
  for (let number = 2; attributes.some((one) => one.id === id); number++) id = `${name.slice(0, 70)} ${number}`
  return id as Attribute["id"] // not empty and at most 80 long, which is all that an id asks
}

function AttributeRow({
  attribute,
  onChange,
}: {
  readonly attribute: Attribute
  readonly onChange: (next: Attribute | null) => void
}) {
  const t = useT("labels")
  const language = useLanguage()
  const name = inLanguage(attribute.name, language)
  const rename = (text: string) =>
    onChange({
      ...attribute,
      name: language === "fr" ? { ...attribute.name, fr: text } : { ...attribute.name, en: text || attribute.name.en },
    })
  const options = attribute.options.map((option) => inLanguage(option.name, language))
  const setOptions = (text: string) => {
    const names = [
      ...new Set(
        text
          .split(",")
          .map((one) => one.trim())
          .filter(Boolean),
      ),
    ]
    // An option keeps its id, and so its answers, while its position and name stay.
    onChange({
      ...attribute,
      options: names.map(
        (one) =>
          attribute.options.find((option) => option.name.en === one || option.name.fr === one) ?? {
            id: one.slice(0, 80),
            name: { en: one, fr: one },
          },
      ),
    })
  }
  const [typed, setTyped] = useState(options.join(", "))
  return (
    <div className={`inline ${measures.above8}`}>
      <TextInput
        aria-label={t("attributeName")}
        size="xs"
        value={name}
        onChange={(event) => rename(event.currentTarget.value)}
        w={140}
      />
      <Select
        aria-label={t("attributeKind")}
        size="xs"
        allowDeselect={false}
        data={[
          { value: "yes_no", label: t("yesNo") },
          { value: "choice", label: t("choice") },
        ]}
        value={attribute.kind}
        onChange={(value) =>
          onChange({
            ...attribute,
            kind: value === "choice" ? "choice" : "yes_no",
            options: value === "choice" ? attribute.options : [],
          })
        }
        w={110}
      />
      {attribute.kind === "choice" && (
        <TextInput
          aria-label={t("options")}
          placeholder={t("optionsHint")}
          size="xs"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => setOptions(typed)}
          w={200}
        />
      )}
      <Switch
        size="xs"
        label={t("required")}
        checked={attribute.required}
        onChange={(event) => onChange({ ...attribute, required: event.currentTarget.checked })}
      />
      <Button
        look="quiet"
        small
        icon="close"
        aria-label={t("attributeRemove", { name })}
        onClick={() => onChange(null)}
      />
    </div>
  )
}
