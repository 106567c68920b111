import { type AskedField, type FieldValue, inLanguage, isAnswerTo, isCannotTell } from "@justesse/types"
import { type ReactNode, type Ref, useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import styles from "./form.module.css"

interface FieldInputProps {
  readonly asked: AskedField
  readonly value: FieldValue | undefined
  readonly isDisabled?: boolean
  /** What chooses by its place, from 1; pressed again it is taken back. */
  readonly onChoose: (digit: number) => void
  readonly onValue: (value: FieldValue | null) => void
  readonly onCannotTell: () => void
  /** What is written that is no answer yet, and where it is kept; without them it is kept here. */
  readonly unread?: string | undefined
  readonly onUnread?: (text: string | null) => void
  /** Of the element that is typed in. */
  readonly id?: string | undefined
  readonly inputRef?: Ref<HTMLElement>
  readonly describedBy?: string | undefined
  /** Beside a place of the picture: how it is chosen. */
  readonly place?: ReactNode
}

/** One question's answer: what can be chosen, or where it is written. The same for whoever answers, builds and reviews. */
export function FieldInput(props: FieldInputProps) {
  const { asked, value, isDisabled, onCannotTell } = props
  const t = useT("asking")
  return (
    <div className={styles.answers}>
      <Answers {...props} />
      {asked.field.cannotTell && (
        <Choice cap="U" isDisabled={isDisabled} isOn={isCannotTell(value)} onPress={onCannotTell}>
          {t("cannotTell")}
        </Choice>
      )}
    </div>
  )
}

function Answers(props: FieldInputProps) {
  const { asked, value, isDisabled, onChoose } = props
  const t = useT("asking")
  const language = useLanguage()
  const { field } = asked
  switch (field.kind) {
    case "choice":
    case "several":
      return field.options.map(({ id, name }, at) => (
        <Choice
          cap={at < 9 ? String(at + 1) : ""}
          isDisabled={isDisabled}
          isOn={Array.isArray(value) ? value.includes(id) : value === id}
          isSwitch={field.kind === "several"}
          key={id}
          onPress={() => onChoose(at + 1)}
        >
          {inLanguage(name, language)}
        </Choice>
      ))
    case "yes_no":
      return [true, false].map((one, at) => (
        <Choice
          cap={String(at + 1)}
          isDisabled={isDisabled}
          isOn={value === one}
          key={String(one)}
          onPress={() => onChoose(at + 1)}
        >
          {t(one ? "yes" : "no")}
        </Choice>
      ))
    case "scale":
      return <Scale {...props} field={field} />
    case "point":
      return props.place ?? <span className={styles.by}>{t("place.onTask")}</span>
    case "text":
      return field.isLong ? <LongText {...props} /> : <Written {...props} />
    default:
      return <Written {...props} />
  }
}

interface ChoiceProps {
  readonly cap: string
  readonly isOn: boolean
  readonly isSwitch?: boolean
  readonly isDisabled?: boolean | undefined
  readonly onPress: () => void
  readonly children: ReactNode
}

function Choice({ cap, isOn, isSwitch, isDisabled, onPress, children }: ChoiceProps) {
  return (
    <button
      {...(isSwitch ? { "aria-pressed": isOn } : { "aria-checked": isOn, role: "radio" })}
      className={styles.choice}
      disabled={isDisabled ?? false}
      onClick={onPress}
      type="button"
    >
      {cap !== "" && (
        <span aria-hidden="true" className={styles.cap}>
          {cap}
        </span>
      )}
      <span dir="auto">{children}</span>
    </button>
  )
}

function Scale({
  field,
  value,
  isDisabled,
  onChoose,
}: FieldInputProps & { readonly field: Extract<AskedField["field"], { kind: "scale" }> }) {
  const t = useT("asking")
  const language = useLanguage()
  const [low, high] = [field.low, field.high].map((name) => name && inLanguage(name, language))
  return (
    <>
      <span className={styles.scale}>
        {Array.from({ length: field.steps }, (_, at) => at + 1).map((step) => (
          <button
            aria-checked={value === step}
            className={styles.step}
            disabled={isDisabled ?? false}
            key={step}
            onClick={() => onChoose(step % 10)}
            role="radio"
            type="button"
          >
            {step}
          </button>
        ))}
      </span>
      {low && high && <span className={styles.by}>{t("scaleEnds", { low, high, steps: field.steps })}</span>}
    </>
  )
}

/** A number, a day or a short text. What is written and is none of the kind stays, and is said. */
function Written({ asked, value, isDisabled, onValue, unread, onUnread, id, inputRef, describedBy }: FieldInputProps) {
  const t = useT("asking")
  const format = useFormat()
  const [kept, setKept] = useState<string | null>(null)
  // As it was typed, as long as it says what is answered: "2." is the beginning of "2.80".
  const [typed, setTyped] = useState("")
  const open = unread ?? kept
  const keep = onUnread ?? setKept
  const { field } = asked
  const write = (text: string) => {
    const read = readText(asked, text)
    setTyped(text)
    keep(text.trim() === "" || read !== null ? null : text)
    onValue(read)
  }
  const isTyped = value !== undefined && !isCannotTell(value) && readText(asked, typed) === value
  const shown = open ?? (isTyped ? typed : isCannotTell(value) || value === undefined ? "" : String(value))
  const unit = field.kind === "number" ? field.unit : undefined
  const bounds =
    field.kind === "number"
      ? [field.min, field.max].map((one) => (one === undefined ? null : format.number(one, 6)))
      : []
  return (
    <>
      <span className={field.kind === "text" ? `${styles.field} ${styles.wide}` : styles.field}>
        <input
          aria-describedby={describedBy}
          aria-invalid={open !== null}
          autoComplete="off"
          dir="auto"
          disabled={isDisabled ?? false}
          id={id}
          inputMode={field.kind === "number" ? "decimal" : undefined}
          maxLength={field.kind === "text" ? 20_000 : 40}
          onChange={(event) => write(event.currentTarget.value)}
          placeholder={field.kind === "date" ? t("dateHint") : undefined}
          ref={inputRef as Ref<HTMLInputElement>}
          spellCheck={false}
          value={shown}
        />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </span>
      {open !== null && (
        <span className={styles.wrong} role="alert">
          {wrongText(t, asked, bounds)}
        </span>
      )}
    </>
  )
}

function LongText({ value, isDisabled, onValue, id, inputRef, describedBy }: FieldInputProps) {
  return (
    <textarea
      aria-describedby={describedBy}
      className={styles.long}
      dir="auto"
      disabled={isDisabled ?? false}
      id={id === undefined ? undefined : `${id}-long`}
      maxLength={20_000}
      onChange={(event) => onValue(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      ref={inputRef as Ref<HTMLTextAreaElement>}
      rows={3}
      value={typeof value === "string" ? value : ""}
    />
  )
}

function wrongText(
  t: ReturnType<typeof useT>,
  { field }: AskedField,
  [min = null, max = null]: readonly (string | null)[],
) {
  if (field.kind === "date") return t("wrong.date")
  if (min !== null && max !== null) return t("wrong.between", { min, max })
  if (min !== null) return t("wrong.least", { min })
  return max === null ? t("wrong.number") : t("wrong.most", { max })
}

/** What was written as an answer to the question, a comma in a number as a point; null where it is none. */
function readText(asked: AskedField, text: string): FieldValue | null {
  const { field } = asked
  if (text.trim() === "") return null
  const plain = text.trim().replace(",", ".")
  const value =
    field.kind === "text" ? text : field.kind === "number" ? (NUMBER.test(plain) ? Number(plain) : null) : text.trim()
  return value !== null && isAnswerTo(field, value) ? value : null
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)$/
