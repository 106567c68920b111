import type { AskedField } from "@justesse/types/forms/asked"
import { COMPARED_AS, choicesOf, type Field, type FieldKind } from "@justesse/types/forms/field"
import type { Label } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { Checkbox, NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Button } from "../../../ui/Button.tsx"
import { choiceName } from "../../../workbench/form/conditionText.ts"
import { renamed } from "../edit.ts"
import css from "./builder.module.css"
import { addOption, fieldOf, possibleParents } from "./edit.ts"

const KINDS = ["choice", "several", "yes_no", "scale", "number", "text", "date", "point"] as const satisfies FieldKind[]

interface OpenProps {
  readonly asked: AskedField
  readonly fields: readonly AskedField[]
  /** Something else than a picture is seen beside it: it cannot become a place. */
  readonly isPlaceless: boolean
  readonly number: number
  readonly onChange: (part: Partial<Pick<Label, "name" | "field">>) => void
  readonly onMove: (by: 1 | -1) => void
  readonly onRemove: () => void
  readonly onDone: () => void
}

/** One question of a form with all that is said of it. */
export function OpenQuestion({ asked, fields, isPlaceless, number, onChange, onMove, onRemove, onDone }: OpenProps) {
  const t = useT("asking")
  const language = useLanguage()
  const { field, name } = asked
  const set = (next: Field) => onChange({ field: next })
  const [empty, setEmpty] = useState(false)
  return (
    <section aria-label={t("builder.question", { number })} className={css.open}>
      <TextInput
        aria-label={t("builder.words")}
        data-autofocus
        maxLength={400}
        onBlur={() => setEmpty(false)}
        onChange={(event) => {
          const text = event.currentTarget.value
          setEmpty(text.trim() === "")
          if (text.trim() !== "") onChange({ name: renamed(name, language, text, false) })
        }}
        onFocus={(event) => event.currentTarget.select()}
        ref={focusOnce}
        value={empty ? "" : inLanguage(name, language)}
      />
      <NativeSelect
        data={KINDS.filter((kind) => !isPlaceless || kind !== "point").map((kind) => ({
          value: kind,
          label: t(`kind.${kind}`),
        }))}
        label={t("builder.kind")}
        onChange={(event) => {
          const kind = KINDS.find((one) => one === event.currentTarget.value)
          if (kind) set(fieldOf(kind, field))
        }}
        value={field.kind}
      />
      <KindParts field={field} set={set} />
      <TextInput
        label={t("builder.help")}
        maxLength={400}
        onChange={(event) => {
          const text = event.currentTarget.value
          const { help: _, ...rest } = field
          set(
            text === ""
              ? rest
              : { ...rest, help: field.help ? renamed(field.help, language, text, false) : { en: text } },
          )
        }}
        placeholder={t("builder.helpHint")}
        value={field.help ? inLanguage(field.help, language) : ""}
      />
      <div className={css.switches}>
        <Switch
          checked={field.must}
          label={t("builder.must")}
          onChange={(event) => set({ ...field, must: event.currentTarget.checked })}
        />
        <Switch
          checked={field.cannotTell}
          label={t("builder.cannotTell")}
          onChange={(event) => set({ ...field, cannotTell: event.currentTarget.checked })}
        />
      </div>
      <Condition asked={asked} fields={fields} set={set} />
      <Compared field={field} set={set} />
      <div className={css.acts}>
        <Button onClick={onDone}>{t("builder.done")}</Button>
        <Button look="quiet" onClick={() => onMove(-1)}>
          {t("builder.up")}
        </Button>
        <Button look="quiet" onClick={() => onMove(1)}>
          {t("builder.down")}
        </Button>
        <span className={css.grow} />
        <Button look="quiet" onClick={onRemove}>
          {t("builder.remove")}
        </Button>
      </div>
    </section>
  )
}

/** The words of a question that was just opened are what is written first. */
function focusOnce(element: HTMLInputElement | null): void {
  if (element && !element.dataset["seen"]) {
    element.dataset["seen"] = "true"
    element.focus()
  }
}

interface PartProps {
  readonly field: Field
  readonly set: (field: Field) => void
}

function KindParts({ field, set }: PartProps) {
  const t = useT("asking")
  const language = useLanguage()
  switch (field.kind) {
    case "choice":
    case "several":
      return <Options field={field} set={set} />
    case "scale":
      return (
        <div className={css.line}>
          <NumberInput
            label={t("builder.steps")}
            max={10}
            min={2}
            onChange={(value) => set({ ...field, steps: Math.min(10, Math.max(2, Math.round(Number(value) || 2))) })}
            value={field.steps}
            w={90}
          />
          {(["low", "high"] as const).map((end) => {
            const said = field[end]
            return (
              <TextInput
                key={end}
                label={t(`builder.${end}`)}
                maxLength={60}
                onChange={(event) => {
                  const text = event.currentTarget.value
                  const { [end]: _, ...rest } = field
                  set(
                    text === "" ? rest : { ...rest, [end]: said ? renamed(said, language, text, false) : { en: text } },
                  )
                }}
                value={said ? inLanguage(said, language) : ""}
              />
            )
          })}
        </div>
      )
    case "number":
      return (
        <div className={css.line}>
          {(["min", "max"] as const).map((bound) => (
            <NumberInput
              key={bound}
              label={t(`builder.${bound}`)}
              onChange={(value) => {
                const { [bound]: _, ...rest } = field
                set(value === "" ? rest : { ...rest, [bound]: Number(value) })
              }}
              value={field[bound] ?? ""}
              w={110}
            />
          ))}
          <TextInput
            label={t("builder.unit")}
            maxLength={20}
            onChange={(event) => {
              const { unit: _, ...rest } = field
              set(event.currentTarget.value === "" ? rest : { ...rest, unit: event.currentTarget.value })
            }}
            value={field.unit ?? ""}
            w={110}
          />
        </div>
      )
    case "text":
      return (
        <Checkbox
          checked={field.isLong}
          label={t("builder.long")}
          onChange={(event) => set({ ...field, isLong: event.currentTarget.checked })}
        />
      )
    default:
      return null
  }
}

function Options({ field, set }: PartProps) {
  const t = useT("asking")
  const language = useLanguage()
  const [name, setName] = useState("")
  if (!("options" in field)) return null
  const { options } = field
  const add = () => {
    set(addOption(field, name))
    setName("")
  }
  return (
    <div role="group" aria-label={t("builder.options")} className={css.options}>
      {options.map((option, at) => (
        <span className={css.option} key={option.id}>
          <kbd>{at + 1}</kbd>
          <TextInput
            aria-label={t("builder.option", { number: at + 1 })}
            maxLength={80}
            onChange={(event) => {
              const text = event.currentTarget.value
              if (text.trim() === "") return
              const next = { ...option, name: renamed(option.name, language, text, false) }
              set({ ...field, options: options.map((one) => (one.id === option.id ? next : one)) })
            }}
            size="xs"
            value={inLanguage(option.name, language)}
          />
          <Button
            aria-label={t("builder.removeOption", { name: inLanguage(option.name, language) })}
            icon="close"
            look="quiet"
            onClick={() => set({ ...field, options: options.filter(({ id }) => id !== option.id) })}
            small
          />
        </span>
      ))}
      <span className={css.option}>
        <TextInput
          aria-label={t("builder.newOption")}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return
            event.preventDefault()
            add()
          }}
          placeholder={t("builder.newOption")}
          size="xs"
          value={name}
        />
        <Button disabled={name.trim() === ""} icon="plus" onClick={add} small>
          {t("builder.addOption")}
        </Button>
      </span>
    </div>
  )
}

interface ConditionProps extends Pick<PartProps, "set"> {
  readonly asked: AskedField
  readonly fields: readonly AskedField[]
}

/** Always, or only if an earlier question was answered in one of some ways. */
function Condition({ asked, fields, set }: ConditionProps) {
  const t = useT("asking")
  const language = useLanguage()
  const parents = possibleParents(fields, asked.id)
  const { field } = asked
  const parent = parents.find(({ id }) => id === field.askedIf?.field)
  const numbers = new Map(fields.map(({ id }, at) => [id, at + 1]))
  const { askedIf: _, ...always } = field
  return (
    <div className={css.line}>
      <NativeSelect
        data={[
          { value: "", label: t("builder.always") },
          ...parents.map(({ id, name }) => ({
            value: id,
            label: t("builder.onlyIf", { number: numbers.get(id) ?? 0, name: inLanguage(name, language) }),
          })),
        ]}
        disabled={parents.length === 0}
        label={t("builder.asked")}
        onChange={(event) => {
          const chosen = parents.find(({ id }) => id === event.currentTarget.value)
          const [first] = chosen ? choicesOf(chosen.field) : []
          set(chosen && first !== undefined ? { ...always, askedIf: { field: chosen.id, is: [first] } } : always)
        }}
        value={parent?.id ?? ""}
      />
      {parent && (
        <div role="group" aria-label={t("builder.is")} className={css.is}>
          {choicesOf(parent.field).map((id) => {
            const is = field.askedIf?.is ?? []
            return (
              <Checkbox
                checked={is.includes(id)}
                key={id}
                label={choiceName(parent, id, t, language)}
                onChange={(event) => {
                  const next = event.currentTarget.checked ? [...is, id] : is.filter((one) => one !== id)
                  if (next.length > 0) set({ ...always, askedIf: { field: parent.id, is: next } })
                }}
              />
            )
          })}
        </div>
      )}
    </div>
  )
}

function Compared({ field, set }: PartProps) {
  const t = useT("asking")
  const ways = COMPARED_AS[field.kind]
  return (
    <div className={css.line}>
      <NativeSelect
        data={ways.map((way) => ({ value: way, label: t(`compared.${way}`) }))}
        label={t("builder.compared")}
        onChange={(event) => {
          const way = ways.find((one) => one === event.currentTarget.value)
          if (way) set({ ...field, compared: way })
        }}
        value={field.compared}
      />
      {field.compared === "within" && (
        <NumberInput
          label={t(`builder.within.${field.kind === "date" ? "date" : field.kind === "point" ? "point" : "number"}`)}
          min={0}
          onChange={(value) => set({ ...field, tolerance: Math.max(0, Number(value) || 0) })}
          value={field.tolerance ?? (field.kind === "point" ? 20 : 0)}
          w={140}
        />
      )}
    </div>
  )
}
