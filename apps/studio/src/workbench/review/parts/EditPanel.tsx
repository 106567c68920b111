import { attributeValues } from "@justesse/editor"
import {
  type AskedField,
  type Attribute,
  type AttributeValue,
  type FieldValue,
  fieldsOf,
  inLanguage,
  isPlaced,
  KINDS,
  type Region,
} from "@justesse/types"
import { NativeSelect } from "@mantine/core"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { chosenBy } from "../../form/chosenBy.ts"
import { FieldInput } from "../../form/FieldInput.tsx"
import frame from "../../parts/frame.module.css"
import { FOCUS } from "../focus.ts"
import { type CommandContext, relabelled, takeEdit } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

/** The reviewer's own answer: label, attributes and text here, the box on the picture. Enter takes it. */
export function EditPanel({ context, edit }: { readonly context: CommandContext; readonly edit: Region }) {
  const t = useT("review")
  const language = useLanguage()
  const { ui, store } = useReview()
  const task = useReviewState((state) => state.task)
  const labels = (task?.ontology.labels ?? []).filter((label) => !label.retired || label.id === edit.label)
  const label = labels.find(({ id }) => id === edit.label)
  const [asked] = label ? fieldsOf([{ ...label, retired: false }]) : []
  const isTyped = task !== null && (KINDS[task.kind].readsLines || KINDS[task.kind].parts === "span")
  // It is written below the picture or the sound then.
  const isBelow = isTyped || store.difference?.kind === "text"
  return (
    <section aria-label={t("edit.title")} className={styles.edit}>
      <div className={frame.head}>
        <b>{t("edit.title")}</b>
        {isPlaced(edit.geometry) && <span>{t("edit.box")}</span>}
      </div>
      {asked ? (
        <QuestionField asked={asked} edit={edit} />
      ) : (
        <label className={styles.field}>
          <span>
            {t("edit.label")} <kbd aria-hidden="true">1–9</kbd>
          </span>
          <NativeSelect
            className="choice"
            data={labels.map((one, i) => ({
              value: one.id,
              label: `${one.key ?? i + 1} · ${inLanguage(one.name, language)}`,
            }))}
            onChange={(event) => {
              const next = labels.find(({ id }) => id === event.target.value)
              if (next) ui.setState({ edit: relabelled(edit, next) })
            }}
            value={edit.label}
          />
        </label>
      )}
      {label?.attributes.map((attribute) => (
        <AttributeField attribute={attribute} edit={edit} key={attribute.id} />
      ))}
      {!isBelow && (label?.hasText || edit.transcript) && <TextField edit={edit} />}
      <p className={styles.small}>{t("edit.how")}</p>
      <div className={styles.two}>
        <button type="button" className={frame.plainBtn} onClick={() => ui.setState({ edit: null, part: null })}>
          {t("edit.cancel")} <Cap of="escape" />
        </button>
        <button type="button" className={`${frame.pri} ${styles.takes}`} onClick={() => takeEdit(context)}>
          {t("edit.take")} <kbd aria-hidden="true">⏎</kbd>
        </button>
      </div>
    </section>
  )
}

/** The reviewer's own answer to a question, by the same means as everybody's. */
function QuestionField({ asked, edit }: { readonly asked: AskedField; readonly edit: Region }) {
  const language = useLanguage()
  const { ui } = useReview()
  const say = (value: FieldValue | null) => {
    const { value: _, ...rest } = edit
    ui.setState({ edit: value === null ? rest : { ...rest, value } })
  }
  return (
    <div className={styles.field}>
      <span>{inLanguage(asked.name, language)}</span>
      <FieldInput
        asked={asked}
        onCannotTell={() => say({ cannotTell: true })}
        onChoose={(digit) => {
          const next = chosenBy(asked.field, digit, edit.value)
          if (next !== undefined) say(next)
        }}
        onValue={say}
        value={edit.value}
      />
    </div>
  )
}

function AttributeField({ attribute, edit }: { readonly attribute: Attribute; readonly edit: Region }) {
  const t = useT("review")
  const language = useLanguage()
  const { ui } = useReview()
  const value = edit.attributes?.[attribute.id]
  const nameOf = (one: AttributeValue) => {
    if (typeof one === "boolean") return t(one ? "answer.yes" : "answer.no")
    const option = attribute.options.find(({ id }) => id === one)
    return option ? inLanguage(option.name, language) : String(one)
  }
  const values = attributeValues(attribute)
  return (
    <label className={styles.field}>
      <span>{inLanguage(attribute.name, language)}</span>
      <NativeSelect
        className="choice"
        data={[{ value: "", label: "–" }, ...values.map((one, i) => ({ value: String(i), label: nameOf(one) }))]}
        onChange={(event) => {
          const chosen = values[Number(event.target.value)]
          const { [attribute.id]: _, ...rest } = edit.attributes ?? {}
          ui.setState({
            edit: { ...edit, attributes: chosen === undefined ? rest : { ...rest, [attribute.id]: chosen } },
          })
        }}
        value={value === undefined ? "" : String(values.indexOf(value))}
      />
    </label>
  )
}

/** The text of the reviewer's own answer. */
function TextField({ edit }: { readonly edit: Region }) {
  const t = useT("review")
  const { ui } = useReview()
  return (
    <label className={styles.field}>
      <span>
        {t("edit.text")} <Cap of="text.place" />
      </span>
      <textarea
        dir="auto"
        id={FOCUS.field}
        onChange={(event) => {
          const value = event.target.value
          ui.setState({ edit: { ...edit, transcript: { ...edit.transcript, value } } })
        }}
        rows={1}
        spellCheck={false}
        value={edit.transcript?.value ?? ""}
      />
    </label>
  )
}
