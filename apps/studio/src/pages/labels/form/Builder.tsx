import { type AskedField, fieldsOf, placeAsked } from "@justesse/types/forms/asked"
import type { FieldKind } from "@justesse/types/forms/field"
import type { Label } from "@justesse/types/ontology"
import { inLanguage, type Language } from "@justesse/types/text"
import { useState } from "react"
import { randomUuid } from "../../../browser/uuid.ts"
import { type Translate, useLanguage, useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { Button } from "../../../ui/Button.tsx"
import { Note } from "../../../ui/layout.tsx"
import { choiceName } from "../../../workbench/form/conditionText.ts"
import css from "./builder.module.css"
import {
  addQuestion,
  addQuestions,
  changeQuestion,
  type FormEdit,
  moveQuestion,
  newQuestion,
  removeQuestion,
} from "./edit.ts"
import { EXAMPLES } from "./examples.ts"
import { FromTable } from "./FromTable.tsx"
import { OpenQuestion } from "./OpenQuestion.tsx"

/** In the order in which they are offered. */
const KINDS = ["choice", "several", "yes_no", "scale", "number", "text", "date", "point"] as const satisfies FieldKind[]

interface BuilderProps {
  /** The project that it is a form of; in the wizard it comes to be by this. */
  readonly ensureProject: () => Promise<string>
  readonly labels: readonly Label[]
  readonly isDisabled?: boolean
  /** It is about a row or about nothing. */
  readonly isBare?: boolean
  /** Something else than a picture is seen beside it, so that no place can be asked for. */
  readonly isPlaceless?: boolean
  readonly onChange: (labels: readonly Label[]) => void
}

/** The questions of a form, one open at a time; what cannot be asked is refused before it is written, with both numbers. */
export function Builder(props: BuilderProps) {
  const { ensureProject, labels, isDisabled, isBare = false, onChange } = props
  const isPlaceless = isBare || props.isPlaceless === true
  const t = useT("asking")
  const [open, setOpen] = useState<string | null>(null)
  const [refused, setRefused] = useState<Exclude<FormEdit, { labels: unknown }> | null>(null)
  const fields = fieldsOf(labels)
  const placed = isPlaceless ? placeAsked(labels) : null
  const take = (edit: FormEdit) => {
    if ("refused" in edit) return setRefused(edit)
    setRefused(null)
    onChange(edit.labels)
  }
  const add = (kind: FieldKind) => {
    const id = `q${randomUuid().replaceAll("-", "").slice(0, 10)}`
    take({ labels: addQuestion(labels, newQuestion(id, t("builder.newName"), kind, fields.length)) })
    setOpen(id)
  }
  return (
    <div>
      {fields.map((asked, at) =>
        asked.id === open && !isDisabled ? (
          <OpenQuestion
            asked={asked}
            fields={fields}
            isPlaceless={isPlaceless}
            key={asked.id}
            number={at + 1}
            onChange={(part) => {
              const before = labels.find(({ id }) => id === asked.id)
              if (before) take(changeQuestion(labels, { ...before, ...part }))
            }}
            onDone={() => setOpen(null)}
            onMove={(by) => take(moveQuestion(labels, asked.id, by))}
            onRemove={() => take(removeQuestion(labels, asked.id))}
          />
        ) : (
          <QuestionRow
            asked={asked}
            fields={fields}
            isDisabled={isDisabled === true}
            key={asked.id}
            number={at + 1}
            onOpen={() => setOpen(asked.id)}
          />
        ),
      )}
      {placed !== null && <Note need>{t(isBare ? "builder.noPicture" : "builder.noPlace", { at: placed })}</Note>}
      {refused && <Note need>{t(`builder.refused.${refused.refused}`, { at: refused.at, other: refused.other })}</Note>}
      {!isDisabled && fields.length > 0 && (
        <div className={css.add}>
          <span className="dim">{t("builder.add")}</span>
          <KindButtons isPlaceless={isPlaceless} onAdd={add} />
        </div>
      )}
      {!isDisabled && fields.length === 0 && (
        <Empty isBare={isBare} isPlaceless={isPlaceless} onAdd={add} onTake={(example) => onChange([...example])} />
      )}
      {!isDisabled && isPlaceless && !isBare && <p className="dim sm">{t("builder.placesOfPictures")}</p>}
      {!isDisabled && (
        <FromTable
          ensureProject={ensureProject}
          labels={labels}
          onTake={(more) => onChange(addQuestions(labels, more))}
        />
      )}
    </div>
  )
}

interface KindProps {
  readonly isPlaceless: boolean
  readonly onAdd: (kind: FieldKind) => void
}

function KindButtons({ isPlaceless, onAdd }: KindProps) {
  const t = useT("asking")
  return KINDS.filter((kind) => !isPlaceless || kind !== "point").map((kind) => (
    <Button key={kind} onClick={() => onAdd(kind)} small>
      {t(`kind.${kind}`)}
    </Button>
  ))
}

interface EmptyProps extends KindProps {
  readonly isBare: boolean
  readonly onTake: (example: readonly Label[]) => void
}

function Empty({ isBare, isPlaceless, onAdd, onTake }: EmptyProps) {
  const t = useT("asking")
  return (
    <>
      <div className={css.empty}>
        <b>{t(isBare ? "builder.emptyBare" : "builder.emptyTitle")}</b>
        <p className="dim">{t("builder.emptyText")}</p>
        <div className={css.add}>
          <KindButtons isPlaceless={isPlaceless} onAdd={onAdd} />
        </div>
      </div>
      <h3 className={css.or}>{t("builder.orTake")}</h3>
      {(["shop", "photo", "receipt"] as const).map((name) => (
        <div className={css.row} key={name}>
          <span className={css.name}>
            <b>{t(`builder.example.${name}`)}</b>{" "}
            <span className="dim">{t("builder.questions", { count: EXAMPLES[name].length })}</span>
          </span>
          <Button
            aria-label={t("builder.takeNamed", { name: t(`builder.example.${name}`) })}
            onClick={() => onTake(EXAMPLES[name])}
            small
          >
            {t("builder.take")}
          </Button>
        </div>
      ))}
    </>
  )
}

interface RowProps {
  readonly asked: AskedField
  readonly fields: readonly AskedField[]
  readonly number: number
  readonly isDisabled: boolean
  readonly onOpen: () => void
}

function QuestionRow({ asked, fields, number, isDisabled, onOpen }: RowProps) {
  const t = useT("asking")
  const language = useLanguage()
  const { field, name } = asked
  const parent = field.askedIf ? fields.findIndex(({ id }) => id === field.askedIf?.field) : -1
  const above = fields[parent]
  return (
    <button className={css.row} disabled={isDisabled} onClick={onOpen} type="button">
      <span className={css.number}>{number}</span>
      <span className={above ? `${css.name} ${css.below}` : css.name}>
        <b dir="auto">{inLanguage(name, language)}</b> <span className="dim">{useSummary(asked)}</span>
      </span>
      {above && (
        <span className={`tag ${css.if}`}>{conditionTag(above, field.askedIf?.is ?? [], parent + 1, t, language)}</span>
      )}
      {field.must && <span className="tag">{t("must")}</span>}
    </button>
  )
}

function conditionTag(
  above: AskedField,
  is: readonly string[],
  number: number,
  t: Translate,
  language: Language,
): string {
  return t("builder.ifTag", { number, is: is.map((id) => choiceName(above, id, t, language)).join(t("or")) })
}

/** What kind of answer a question asks for, in a few words. */
function useSummary({ field }: AskedField): string {
  const t = useT("asking")
  const format = useFormat()
  const parts = [
    "options" in field
      ? t(`summary.${field.kind}`, { count: field.options.length })
      : field.kind === "scale"
        ? t("summary.scale", { steps: field.steps })
        : t(`kind.${field.kind}`),
    ...(field.kind === "number" && field.unit ? [field.unit] : []),
    ...(field.kind === "text" && field.isLong ? [t("summary.long")] : []),
    ...(field.cannotTell ? [t("summary.orCannotTell")] : []),
    ...(field.compared === "opinion" ? [t("summary.opinion")] : []),
    ...(field.compared === "within" ? [t("summary.within", { by: format.number(field.tolerance ?? 0, 3) })] : []),
  ]
  return parts.join(", ")
}
