import { askedAfter, fieldsOf } from "@justesse/types/forms/asked"
import { type FieldValue, isCannotTell } from "@justesse/types/forms/value"
import type { Label } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { chosenBy } from "../../../workbench/form/chosenBy.ts"
import { FieldInput } from "../../../workbench/form/FieldInput.tsx"
import css from "./builder.module.css"

/** The questions as an annotator sees them; they can be answered here, so that conditions are seen. Nothing of it is kept. */
export function FormPreview({ labels }: { readonly labels: readonly Label[] }) {
  const t = useT("asking")
  const language = useLanguage()
  const [values, setValues] = useState<ReadonlyMap<string, FieldValue>>(new Map())
  const fields = fieldsOf(labels)
  if (fields.length === 0) return <p className={`dim ${css.previewEmpty}`}>{t("builder.previewEmpty")}</p>
  const say = (id: string, value: FieldValue | null) => {
    const next = new Map(values)
    if (value === null) next.delete(id)
    else next.set(id, value)
    setValues(next)
  }
  return (
    <div className={css.preview}>
      {askedAfter(fields, values).map((asked) => (
        <section key={asked.id}>
          <span className={css.number}>{fields.indexOf(asked) + 1}</span>
          <div>
            <b dir="auto">{inLanguage(asked.name, language)}</b>
            {asked.field.help && <p className="dim sm">{inLanguage(asked.field.help, language)}</p>}
            <FieldInput
              asked={asked}
              onCannotTell={() => say(asked.id, isCannotTell(values.get(asked.id)) ? null : { cannotTell: true })}
              onChoose={(digit) => {
                const next = chosenBy(asked.field, digit, values.get(asked.id))
                if (next !== undefined) say(asked.id, next)
              }}
              onValue={(value) => say(asked.id, value)}
              value={values.get(asked.id)}
            />
          </div>
          {asked.field.must && <span className="tag">{t("must")}</span>}
        </section>
      ))}
    </div>
  )
}
