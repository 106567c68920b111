import type { AnswerParts } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { Radio, TextInput } from "@mantine/core"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { ReasonTags } from "./ReasonTags.tsx"

interface Props {
  readonly answers: AnswerParts
  readonly isDisabled?: boolean
  /** An opinion is one: nothing is to be chosen. */
  readonly isOne?: boolean
  /** It may be given reasons beside it. */
  readonly takesReasons?: boolean
  readonly onChange: (answers: AnswerParts) => void
}

/** What people are asked of each asset as a whole, and whether one label or several may be the answer. */
export function Asked({ answers, isDisabled, isOne, takesReasons, onChange }: Props) {
  const t = useT("labels")
  const language = useLanguage()
  const { question, several } = answers
  const write = (text: string) => {
    const { question: _, ...rest } = answers
    if (text === "") return onChange(rest)
    // What was written in one language alone is read in both.
    const other = question && question.fr !== undefined && question.fr !== question.en ? question : null
    onChange({ ...rest, question: other ? { ...other, [language]: text } : { en: text } })
  }
  return (
    <div className={measures.above8}>
      <TextInput
        disabled={isDisabled ?? false}
        label={t("asked.question")}
        description={t(isOne ? "asked.questionIs" : "asked.questionHow")}
        inputWrapperOrder={["label", "input", "description"]}
        maxLength={200}
        value={question ? inLanguage(question, language) : ""}
        onChange={(event) => write(event.currentTarget.value)}
        mb={12}
      />
      {takesReasons && <ReasonTags answers={answers} isDisabled={isDisabled ?? false} onChange={onChange} />}
      {!isOne && (
        <Radio.Group
          label={t("asked.howMany")}
          value={several ? "several" : "one"}
          onChange={(value) => onChange({ ...answers, several: value === "several" })}
        >
          <div className={`inline ${measures.gap24}`}>
            <Radio disabled={isDisabled ?? false} value="one" label={t("asked.one")} />
            <Radio disabled={isDisabled ?? false} value="several" label={t("asked.several")} />
          </div>
        </Radio.Group>
      )}
    </div>
  )
}
